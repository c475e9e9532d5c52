"""The two pledges (承诺书) an assessor signs each quarter, as text and as digest.

The digest covers both languages and is kept with the signature: whoever reads the entry
later can tell which wording was signed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Pledge(StrEnum):
    """Which of the two."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"


@dataclass(frozen=True, slots=True)
class PledgeText:
    """The wording in both languages; paragraphs are separated by a line feed."""

    zh: str
    en: str

    @property
    def sha256(self) -> str:
        """Digest of both wordings, Chinese first, separated by a NUL byte."""
        return hashlib.sha256(f"{self.zh}\0{self.en}".encode()).hexdigest()


PLEDGES: Mapping[Pledge, PledgeText] = {
    Pledge.CONFIDENTIALITY: PledgeText(
        zh=(
            "本人参加本季度市容环境综合指数测评，郑重承诺：\n"
            "一、任务开始前后，不向任何人透露考察点位、考察时间、小组成员和测评结果；"
            "正式发布之后，只引用已经公开的内容。\n"
            "二、现场照片和记录只用本系统采集和上传，不另行留存，不转发，不在网络上发布。\n"
            "三、不打听审核员、仲裁员和申诉评审组的人员与意见。\n"
            "四、账号和设备只供本人使用；丢失或发现泄密，当日报告指数办。"
        ),
        en=(
            "Taking part in this quarter's city-appearance index, I promise:\n"
            "1. Before and after a task I tell nobody which sites are visited, "
            "when, by whom and with what result; after the release I quote only "
            "what has been published.\n"
            "2. I take and upload photos and records with this system only; I keep "
            "no other copy, pass none on and post none.\n"
            "3. I do not ask who the reviewers, adjudicators and panellists are, "
            "nor what they think.\n"
            "4. Nobody else uses my account or device; a loss or a leak I report to "
            "the index office on the same day."
        ),
    ),
    Pledge.INTEGRITY: PledgeText(
        zh=(
            "本人参加本季度市容环境综合指数测评，郑重承诺：\n"
            "一、只记录亲眼所见，不漏记、不虚记、不代记；看不到的如实记为未观测。\n"
            "二、不接受被测评单位的礼品、宴请、接送和任何其他好处，不事先通知。\n"
            "三、与被测评的街道、单位或人员有利害关系的，主动申报并回避。\n"
            "四、遇到干扰、说情或者拒绝进入的，不争执，当日报告指数办。\n"
            "五、接受核查；记录不实的，承担相应责任。"
        ),
        en=(
            "Taking part in this quarter's city-appearance index, I promise:\n"
            "1. I record only what I have seen myself: nothing left out, nothing "
            "made up, nothing for others; what cannot be seen I record as not "
            "observed.\n"
            "2. I take no gift, meal, ride or other favour from those assessed and "
            "give them no notice.\n"
            "3. A tie to a street, unit or person being assessed I declare, and I "
            "stay away.\n"
            "4. Interference, pleading or refused access I do not argue about but "
            "report to the index office on the same day.\n"
            "5. I accept checks of my records and answer for false ones."
        ),
    ),
}
