"""What a cell, a field or a step should have been, in the reader's language.

The stages say it in English, in one of the sentences below; page and terminal say it to
the reader. A text that is none of them is a code, an example or a list of names: it means
the same in every language and is shown as it is.
"""

import re
from collections.abc import Mapping

from sanitation.exchange.spec import chinese

# as a stage says it -> as it is read in Chinese
SENTENCES: Mapping[str, str] = {
    # cells of a sheet
    "a value: this is a public toilet": "必填：该点位是公共厕所",
    "nothing: this is no public toilet": "留空：该点位不是公共厕所",
    "a number never used": "从未使用过的编号",
    "a number never used: this one closed": "从未使用过的编号：原点位已关闭",
    "active, as it stands; use sites close": (
        "在用（现状）；关闭请用点位页面的“关闭此点位”或命令 sites close"
    ),
    "closed, as it stands; use sites reopen": (
        "已关闭（现状）；恢复请用点位页面的“重新启用此点位”或命令 sites reopen"
    ),
    "under construction, as it stands": "在建（现状）",
    "active: the site is new": "在用：新点位一律为在用",
    "each number once": "编号不得重复",
    "each site once": "每个点位只出现一次",
    "each place once": "每个地方只出现一次",
    "a street": "本市街道",
    "a statistical zone, not a street": "街道名称；所填为统计区，不是街道",
    "a place in the city": "本市范围内的位置",
    "a place inside the street that is named": "所填街道范围内的位置",
    "longitude and latitude are swapped": "经度与纬度填反了",
    "a contractor that has been enrolled": "已登记的企业",
    "A–Z, 0–9 and -": "仅限大写字母、数字和“-”",
    "a site with an open task": "有待完成考察任务的点位",
    "a file of the archive": "压缩包内的文件名",
    "a row that names it": "“照片”表中对应的一行",
    "a number of sheet 记录": "“记录”表中已有的记录号",
    "this sheet": "缺少此工作表",
    "a number": "数字",
    "a whole number": "整数",
    "a whole number, or nothing": "整数，或留空",
    "a number from 0 to 100, or nothing": "0 至 100 之间的数字，或留空",
    # fields of a form, a command or a record
    "text": "文字",
    "a NUL character": "空字符",
    "text without control signs": "不含控制字符的文字",
    "text of the right form": "格式正确的文字",
    "an ISO time with its zone": "带时区的 ISO 时间",
    "not JSON": "无法解析的内容",
    "a JSON object in UTF-8": "UTF-8 编码的 JSON 对象",
    "an object": "JSON 对象",
    "a list": "列表",
    "0 where nothing was counted": "未计数的指标应为 0",
    "another text": "两次输入不同",
    "the same text twice": "两次输入相同",
    "a date such as 2026-10-12": "日期，例如 2026-10-12",
    "degrees such as 114.0578680": "度数，例如 114.0578680",
    "an organisation that is entered": "已登记的单位",
    "a contractor": "企业",
    "no contractor": "企业以外的单位",
    "a district, street or contractor": "区、街道或企业",
    "an adjudicator without a conflict": "无回避关系的仲裁员",
    "a published release": "已有发布",
    "1 where nothing is sealed": "未密封的抽取只能是演练",
    # photos
    "not a JPEG, PNG or WebP photo": "应为 JPEG、PNG 或 WebP 格式的照片",
    "the photo is cut off": "照片不完整",
    "the same photo is named twice": "每张照片只能使用一次",
    "larger than 15 MB": "照片超过 15 MB",
    "a photo of the place": "需要一张现场照片",
    # steps that do not fit
    "no working day in the window": "考察期内没有工作日",
    "nothing published": "尚未发布",
    "another run stands": "已有另一次评分生效",
    "no look-back": "尚未回头看",
    "claimed by another officer": "已由其他督办员认领",
    "the look-back needs another person": "回头看须由另一人进行",
    "disputed: another officer closes": "有争议，须由另一名督办员结案",
    "closed for good": "已彻底结案",
    "the last administrator": "最后一名管理员",
    "not notified": "尚未反馈",
    "no draw": "尚未抽样",
    "blind judgement missing": "尚未完成盲判",
    "assigned finally by the city": "市级已最终指派",
    "no further extension": "不能再延期",
    # frames and sizes
    "an even number": "偶数",
    "a name or code, =, a whole number": "名称或代码=整数",
    "the time for challenges is over": "质疑期已过",
    "one total, or one number a street": "全市总数与每街道点位数只能选填其一",
    "a total of the whole city": "须先填写全市总数",
    "a venue type": "本市场所类型",
    "a street's code, -, a venue type's code": "街道代码-场所类型代码",
    "one design a stratum": "每层只能选一种抽样方式",
    "a stratum with a site": "至少有一个点位的层",
    "another draw was made since the frame was frozen": "冻结之后又完成了一次抽取",
    "the frame was frozen for a rehearsal": "该抽样框是为演练冻结的",
    "strata drawn by size cannot be scored yet": "按规模抽取的层暂不能计分",
    # draws
    "the plan names no further beacon round: cancel this draw, commit a new plan": (
        "方案中已无后续信标轮次：请取消本次抽取，另行提交方案"
    ),
    "not the answer of a time stamping body": "该文件不是时间戳机构的应答",
    "the time stamping body did not grant the stamp": "时间戳机构未予签发",
    "a stamp over another file than this plan": "时间戳所对应的文件不是本方案",
    "certificates in PEM, exactly one root among them": (
        "证书须为 PEM 格式，其中须有且仅有一份根证书"
    ),
    "these certificates do not bear the stamp out": "所附证书不能证明该时间戳",
    "a time before the plan was committed": "时间早于方案承诺",
    "a time after the dice": "时间晚于掷骰",
    "a time to come: compare the clocks": "时间晚于现在：请核对服务器时钟",
    "the settings name no relay": "设置中未指定任何中继",
    "a live plan needs the signature": "正式方案须提供信标签名",
    "64 lowercase hex characters": "应为 64 位小写十六进制字符",
    "signature is not hex": "签名不是十六进制",
    "SHA-256(signature) is another value": "签名的 SHA-256 与信标值不符",
    "got no stratum, wanted at least one": "抽样框中没有层",
    "the barred pairs leave no assignment that gives every team its least": (
        "回避与轮换限制过多，无法让每个小组达到最低任务量"
    ),
}
# Sentences with a figure or a name in them; the first that fits the whole text is used.
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), zh)
    for pattern, zh in (
        (r"(?:at most|text up to) (?P<it>\d+) characters", "不超过 {it} 个字符"),
        (r"(?P<least>\d+) to (?P<most>\d+) characters", "{least} 至 {most} 个字符"),
        (r"(?P<it>\d+) characters", "{it} 个字符"),
        (r"(?P<it>.+), as before", "与原值一致：{it}"),
        (r"at least (?P<it>\d+)", "不小于 {it}"),
        (
            r"a whole number (?:from )?(?P<least>-?\d+)(?: to |-)(?P<most>-?\d+)",
            "{least} 至 {most} 之间的整数",
        ),
        (r"a number (?P<least>-?[\d.]+)-(?P<most>[\d.]+)", "{least} 至 {most} 之间的数字"),
        (r"(?P<least>\d+) to (?P<most>\d+)", "{least} 至 {most}"),
        (r"one of (?P<it>.+)", "下列之一：{it}"),
        (r"the code of a (?P<it>.+)", "级别 {it} 的代码"),
        (r"(?P<it>[\d-]+) or later", "{it} 或之后"),
        (r"after (?P<it>[\d-]+)", "{it} 之后"),
        (r"(?P<level>\w+) for (?P<role>\w+)", "角色 {role} 的级别应为 {level}"),
        (
            r"(?P<name>SANITATION_\w+): got (?P<it>.+), wanted a whole number",
            "{name} 应为整数，实为 {it}",
        ),
        (r"(?P<it>\d+) more sites", "还缺 {it} 个点位"),
        (
            r"at least (?P<least>\d+) of (?P<it>\d+) sites",
            "至少从 {it} 个点位中抽取 {least} 个",
        ),
        (
            r"(?P<where>(?:street|venue type) .+): (?P<short>\d+) sites short of what is demanded",
            "{where}：距要求数缺 {short} 个点位",
        ),
        (
            r"(?P<least>\d+) sites a stratum: (?P<short>\d+) sites short",
            "每层至少 {least} 个点位：总数缺 {short} 个点位",
        ),
        (
            r"a total of (?P<total>\d+): (?P<short>\d+) sites short",
            "全市总数 {total}：缺 {short} 个点位",
        ),
        (r"(?P<it>\d+) open appeals", "尚有 {it} 宗申诉未裁决"),
        (r"(?P<it>\d+ x \d+) pixels, at most (?P<most>\d+)", "像素 {it}，最多 {most}"),
        (r"(?P<it>.+): at most (?P<most>\d+) bytes", "{it}：最多 {most} 字节"),
        (r"(?P<it>\d+) MB, (?P<most>\d+) (?:parts|photos)", "{it} MB、{most} 个文件"),
        (r"(?P<it>\S+) answered with status (?P<status>\d+)", "{it} 返回状态 {status}"),
        (r"(?P<it>\S+) gave no answer", "{it} 无应答"),
        (r"(?P<it>\S+) gave no value of this round", "{it} 未给出该轮次的值"),
        (
            r"(?P<it>\S+) gave a value the network did not sign",
            "{it} 给出的值未经信标网络签名",
        ),
        (
            r"not the network's signature of round (?P<it>\d+)",
            "不是信标网络第 {it} 轮的签名",
        ),
        (
            r"(?P<it>\d+) packages are barred for every team: (?P<names>.+)",
            "{it} 个任务包对所有小组均须回避：{names}",
        ),
        (
            r"got (?P<it>\d+) packages for (?P<teams>\d+) teams of at least (?P<least>\d+)",
            "{it} 个任务包不足以分给 {teams} 个小组，每组至少 {least} 个",
        ),
        (
            r"(?:(?P<where>.+): )?got minimum (?P<it>-?\d+), wanted an even number of at least 2",
            "每层最低点位数为 {it}，应为不小于 2 的偶数",
        ),
        (
            r"(?P<where>(?:street|venue type) .+): (?P<least>\d+) sites a type"
            r" make (?P<all>\d+), not (?P<total>\d+): (?P<short>\d+) short",
            "{where}：每类至少 {least} 个点位共需 {all} 个，超出总数 {total}，缺 {short} 个",
        ),
        (
            r"(?P<where>(?:street|venue type) .+): (?P<short>\d+) sites short of (?P<total>\d+):"
            r" the next .+ but (?P<given>\d+) of its (?P<size>\d+) sites .+",
            "{where}：距 {total} 个点位缺 {short} 个；该类共 {size} 个点位，"
            "已取 {given} 个，达到占比上限",
        ),
        (
            r"(?:(?P<where>.+): )?(?P<short>\d+) sites short, because .+",
            "缺 {short} 个点位：其他边际与占比上限不允许更多",
        ),
    )
)
# the few that an English reader wants to hear in other words
ENGLISH: Mapping[str, str] = {
    "a street": "a street of the city",
    "a statistical zone, not a street": "a street: this is a statistical zone",
    "a number of sheet 记录": "a number of the sheet of records",
    "got no stratum, wanted at least one": "the frame has no stratum",
}
PLACES = (("street ", "街道 "), ("venue type ", "场所类型 "))


def said(text: str, language: str) -> str:
    """Return what a stage says as a reader of the language reads it."""
    if not chinese(language):
        return ENGLISH.get(text, text)
    if text in SENTENCES:
        return SENTENCES[text]
    for pattern, words in PATTERNS:
        if match := pattern.fullmatch(text):
            parts = {name: part or "" for name, part in match.groupdict().items()}
            return words.format(**parts | {"where": _place(parts.get("where", ""))})
    return _each(text, language)


def told(row: Mapping[str, str], language: str) -> dict[str, str]:
    """Return one fault of a form or a file as a reader of the language reads it."""
    words = {key: said(row[key], language) for key in ("got", "wanted") if key in row}
    return {**row, **words}


def _each(text: str, language: str) -> str:
    """Say a list of sentences one by one; leave it as it is unless each is known."""
    parts = text.split("; ")
    words = [said(part, language) for part in parts] if len(parts) > 1 else parts
    known = all(word != part for word, part in zip(words, parts, strict=True))
    return "；".join(words) if known else text


def _place(where: str) -> str:
    for english, in_chinese in PLACES:
        where = where.replace(english, in_chinese)
    return where
