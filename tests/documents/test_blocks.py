"""Where a document says what a program calls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.documents import DocumentError, blocks_of
from fittrace.documents.blocks import OPTIONS


def test_a_block_of_markdown(written):
    (block,) = blocks_of(
        written("# T\n\n```{fittrace} one.py\n:query: fit\n:depth: 2\n\nfit\n└─ x\n```\nmore\n")
    )
    assert (block.line, block.program, block.depth) == (3, "one.py", 2)
    assert dict(block.options) == {"query": "fit", "depth": "2"}
    assert block.content == ("fit", "└─ x")


@pytest.mark.parametrize("fence", ["```", "````", "~~~", ":::"])
def test_all_fences_of_myst_are_known(written, fence):
    (block,) = blocks_of(written(f"{fence}{{fittrace}} one.py\na\n{fence}\n"))
    assert block.content == ("a",)


def test_a_listing_that_shows_how_a_block_is_written_is_none(written):
    assert blocks_of(written("````markdown\n```{fittrace} one.py\n```\n````\n")) == []


def test_a_block_of_restructuredtext(written):
    text = "Title\n=====\n\n.. fittrace:: one.py\n   :depth: 1\n\n   fit\n     x\n\nmore\n"
    (block,) = blocks_of(written(text, ".rst"))
    assert (block.line, block.program, block.depth) == (4, "one.py", 1)
    assert block.content == ("fit", "  x")


def test_a_block_without_content_has_none(written):
    (block,) = blocks_of(written("```{fittrace} one.py\n:depth: 1\n```\n"))
    assert block.content == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```{fittrace}\n```\n", ":1: the block names no program"),
        ("```{fittrace} one.py\n", ":1: the block has no end"),
        (
            "\n```{fittrace} one.py\n:colour: red\n```\n",
            ":2: there is no option `:colour:`; there are `:query:`",
        ),
    ],
)
def test_what_is_wrong_with_a_block_is_one_sentence_with_its_place(written, text, problem):
    with pytest.raises(DocumentError) as raised:
        blocks_of(written(text))
    assert problem in str(raised.value)


def test_a_depth_must_be_a_number(written):
    (block,) = blocks_of(written("```{fittrace} one.py\n:depth: deep\n```\n"))
    with pytest.raises(DocumentError, match="`:depth: deep` is not a number of levels from 1 on"):
        _ = block.depth


@pytest.mark.parametrize(("name", "reason"), [("a.docx", "neither Markdown"), ("gone.md", "cannot be read")])
def test_what_is_no_document_is_one_sentence(folder, name, reason):
    with pytest.raises(DocumentError, match=reason):
        blocks_of(folder / name)


def test_a_text_in_another_encoding_is_one_sentence(folder):
    (folder / "latin.md").write_bytes(b"\xe9\n")
    with pytest.raises(DocumentError, match=r"it is no UTF-8 text"):
        blocks_of(folder / "latin.md")


@given(st.lists(st.sampled_from(["```", "```{fittrace} one.py", "text", "", ":depth: 2", ":::", "~~~~"])))
def test_any_text_has_blocks_or_an_error_with_a_place(tmp_path_factory, lines):
    document = tmp_path_factory.mktemp("any") / "any.md"
    document.write_text("\n".join(lines))
    found, problem = [], f"{document}:"
    try:
        found = blocks_of(document)
    except DocumentError as error:
        problem = str(error)
    assert problem.startswith(f"{document}:")
    if found:
        assert all(set(block.options) <= set(OPTIONS) for block in found)
        assert all(lines[block.line - 1].endswith("{fittrace} one.py") for block in found)
