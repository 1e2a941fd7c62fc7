"""Whatever a text holds, the YAML that was written for it gives back this text and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.composer import compose
from scenarios.importing.yaml_text import Entry, Flow, Plain, Script, Steps, document, words
from scenarios.references import references
from scenarios.tree import data_of

HOSTILE = [
    "", " ", "\n", "a\n", "\n a", "a\n\n", "a\n \nb", "  a\nb", "a\n\tb", "\ta", "- a", "a: b", "a #b", "# a", "#",
    "&a", "*a", "!x", "|", ">", "%a", "@a", "`a`", "'", '"', "\\", '\\"', "{a}", "[a]", ",", "a,b", "?", "? a",
    ": ", ":", "---", "...", "~", "null", "true", "false", "no", "0", "012", "1e3", "0x1", ".5", "-1", "1.50",
    "$x", "${x}", "TODO", "<<", "=", "\u2028", "\u202e", "\ufeff", "\r", "a\rb", "\u001b[31m", "\u0085", "\u3000",
    "真", "😀", "a'b\"c", "x" * 3000, "a\nb: c\n- d\n# e", "\\n", "$(touch /tmp/x)", "`id`", "a\\\nb",
    "...\nrun: x", "end\nrestore:\n  - evil: {run: rm}", "text |\n  more", "'''", "%YAML 1.1",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.lists(st.sampled_from([*HOSTILE[:60], "a", "b c"]), max_size=6).map("\n".join),
)


def read(text: str) -> object:
    root, problems = compose("f", text)
    assert problems == ()
    assert root is not None
    return data_of(root)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=TEXTS, note=TEXTS, other=TEXTS)
def test_a_text_comes_back_as_it_was_wherever_it_stands(text: str, note: str, other: str) -> None:
    written = document(
        [
            Entry(key="a", value=text, notes=(note, text), behind=other),
            Entry(key="b", value=Script(text), notes=(note,), behind=note),
            Entry(key="c", value=[text, Plain("x"), other]),
            Entry(key="d", value=Flow((Entry(key="e", value=text), Entry(key="f", value=other)))),
            Entry(
                key="g",
                value=Steps(
                    (
                        Entry(
                            key="h",
                            value=(Entry(key="i", value=Script(text)), Entry(key="j", value=other)),
                            notes=(text,),
                        ),
                        Entry(key="k", value=text, behind=note),
                    )
                ),
            ),
            Entry(key="z", value=(Entry(key="y", value=(Entry(key="x", value=Script(other), behind=text),)),)),
        ]
    )
    assert read(written) == {
        "a": text,
        "b": text,
        "c": [text, "x", other],
        "d": {"e": text, "f": other},
        "g": [{"h": {"i": text, "j": other}}, {"k": text}],
        "z": {"y": {"x": other}},
    }


def test_scripts_stand_as_blocks_and_plain_words_without_quotes() -> None:
    entries: Sequence[Entry] = [
        Entry(key="run", value=Script('pg_ctl promote\necho "$PGDATA"'), notes=("来自 步骤表!B7",)),
        Entry(key="title", value="提升备库", behind="执行人 张伟"),
        Entry(key="expect", value="1"),
    ]
    assert document(entries) == (
        '# 来自 步骤表!B7\nrun: |-\n  pg_ctl promote\n  echo "$PGDATA"\ntitle: 提升备库  # 执行人 张伟\nexpect: "1"\n'
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.one_of(st.sampled_from(HOSTILE), st.from_regex(r"\$[a-z][a-z0-9_]{0,9}", fullmatch=True)))
def test_a_text_never_stands_for_a_parameter(text: str) -> None:
    root, _ = compose("f", document([Entry(key="title", value=words(text))]))
    assert root is not None
    assert list(references(root)) == []
    assert words(text).rstrip(" ") == text.rstrip(" ")
