"""The catalogue: what people see exists in Chinese, once, with the same placeholders."""

import gettext
import importlib.util
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webapp

HOME = Path(webapp.__file__).parent
SHELL = ("base.html", "macros/*.html", "errors/*.html")


def load_builder():
    source = HOME / "translations" / "build.py"
    spec = importlib.util.spec_from_file_location("translations_build", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_builder()

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
words = st.text("abcdefgh 中文", min_size=1, max_size=8).filter(str.strip)


def part(folder, name, texts):
    lines = [f'msgid "{source}"\nmsgstr "{target}"\n' for source, target in texts.items()]
    file = folder / f"{name}.po"
    file.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return file


def test_every_text_of_the_shell_and_its_components_has_chinese():
    templates = HOME / "templates"
    files = [file for pattern in SHELL for file in sorted(templates.glob(pattern))]
    found = build.uses((file, "jinja2.ext:babel_extract") for file in files)
    assert build.missing(found, build.merge(build.part_files())) == []


def test_no_two_parts_disagree_and_no_placeholder_is_lost():
    files = build.part_files()
    assert build.conflicts(files) == []
    assert build.misplaced(files) == []


@pytest.mark.parametrize(
    ("name", "method", "text"),
    [
        ("view.py", "python", '_("Unheard of")\n'),
        ("view.py", "python", 'lazy_gettext("Unheard of")\n'),
        ("view.py", "python", 'ngettext("Unheard of", "Unheard ofs", 2)\n'),
        ("page.html", "jinja2.ext:babel_extract", '<p>{{ _("Unheard of") }}</p>\n'),
    ],
)
def test_a_text_without_chinese_is_listed_with_its_line(
    tmp_path, monkeypatch, name, method, text
):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    source = tmp_path / name
    source.write_text("\n" + text)
    lines = build.missing(build.uses([(source, method)]), build.merge([]))
    assert lines == [f"{name}:2: 'Unheard of' has no zh_Hans_CN translation"]


def test_two_parts_that_translate_differently_are_both_named(tmp_path):
    one = part(tmp_path, "one", {"Site": "点位"})
    other = part(tmp_path, "other", {"Site": "地点"})
    (line,) = build.conflicts([one, other])
    assert "one.po" in line
    assert "other.po" in line


def test_a_lost_placeholder_is_listed(tmp_path):
    file = tmp_path / "part.po"
    file.write_text(HEAD + '#, python-format\nmsgid "%(n)s left"\nmsgstr "还剩"\n', "utf-8")
    file_ok = tmp_path / "good.po"
    file_ok.write_text(
        HEAD + '#, python-format\nmsgid "%(n)s left"\nmsgstr "还剩 %(n)s"\n', "utf-8"
    )
    assert build.misplaced([file_ok]) == []
    assert len(build.misplaced([file])) == 1


@given(texts=st.dictionaries(words, words, min_size=1, max_size=6))
def test_the_order_of_agreeing_parts_changes_nothing(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("parts")
    names = sorted(texts)
    files = [
        part(folder, f"p{start}", {name: texts[name] for name in names[start:]})
        for start in range(min(3, len(names)))
    ]
    merged = [
        {m.id: m.string for m in build.merge(order) if m.id}
        for order in permutations(files)
    ]
    assert all(one == texts for one in merged)


def test_the_compiled_catalogue_speaks_chinese_and_knows_plurals(tmp_path):
    compiled = build.compile_catalogue([HOME / "translations/parts/base.po"], tmp_path)
    with compiled.open("rb") as stream:
        chinese = gettext.GNUTranslations(stream)
    assert chinese.gettext("City-appearance index") == "市容环境综合指数"
    assert chinese.ngettext("%(num)s entry", "%(num)s entries", 3) == "共 %(num)s 条"
