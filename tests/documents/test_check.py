"""``fittrace check``: programs are run again, and documents that drifted are told."""

import pytest
from click.testing import CliRunner

from fittrace.cli.app import cli
from fittrace.documents import DocumentError, blocks_of, check, drawn

ORDER = (
    "step 1\n├─ CallbackList.on_train_batch_begin\n├─ train_function\n└─ CallbackList.on_train_batch_end\n"
)
BLOCK = "# T\n\n```{fittrace} one.py\n:query: step[1]\n:depth: 2\n\n" + ORDER + "```\n\nmore\n"


def checked(*arguments):
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_a_document_that_holds(written):
    result = checked(written(BLOCK))
    assert (result.exit_code, result.output) == (0, "1 order of calls, all as documented\n")


def test_one_that_has_drifted_is_told_with_what_is_there_instead(written):
    document = written(BLOCK.replace("├─ train_function", "├─ train_step"))
    result = checked(document)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == f"{document}:3: one.py has drifted"
    assert {"  -├─ train_step", "  +├─ train_function"} <= set(lines)
    assert lines[-1] == "1 of 1 order of calls drifted; --update writes what was found"


@pytest.mark.parametrize("content", ["", "\n", "\nold\nold\n", "old\n"])
def test_update_writes_what_was_found_and_nothing_else(written, content):
    document = written(f"# T\n\n```{{fittrace}} one.py\n:query: step[1]\n:depth: 2\n{content}```\n\nmore\n")
    assert checked("--update", document).exit_code == 0
    assert document.read_text() == BLOCK


def test_update_of_several_blocks_in_restructuredtext(written):
    block = ".. fittrace:: one.py\n   :query: step[1]\n   :depth: 1\n"
    document = written(f"T\n=\n\n{block}\n   old\n\nmiddle\n\n{block}\nend\n", ".rst")
    check(document, update=True)
    assert document.read_text() == f"T\n=\n\n{block}\n   step 1\n\nmiddle\n\n{block}\n   step 1\n\nend\n"
    assert check(document)[1] == []


def test_without_a_query_the_folded_tree_is_drawn(written):
    (block,) = blocks_of(written("```{fittrace} one.py\n:depth: 1\n```\n"))
    assert [line.split()[2] for line in drawn(block)] == ["Sequential.compile", "Sequential.fit"]


def test_arguments_are_the_program_s(written):
    (block,) = blocks_of(written("```{fittrace} one.py\n:query: epoch\n:depth: 1\n:args: 2\n```\n"))
    assert drawn(block) == ("epoch 1", "epoch 2")


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("gone.py\n", "there is no program gone.py, looked for beside the document"),
        (
            "one.py\n:query: nothing.like.it\n",
            "the query `nothing.like.it` finds nothing in one.py, which made",
        ),
        ("one.py\n:query: >\n", ":1: "),
        ("one.py\n:args: 'x\n", "`:args:` cannot be read: No closing quotation"),
        ("one.py\n:args: x\n", "one.py failed: "),
        ("one.py\n:depth: 9\n:args: 30\n:query: *\n", "there are more than 200 lines"),
    ],
)
def test_a_block_that_cannot_be_drawn_is_one_sentence(written, block, problem):
    (found,) = blocks_of(written(f"```{{fittrace}} {block}```\n"))
    with pytest.raises(DocumentError) as raised:
        drawn(found)
    assert problem in str(raised.value)


def test_a_document_that_cannot_be_read_ends_the_command_with_two():
    result = checked("gone.md")
    assert (result.exit_code, result.output) == (
        2,
        "Error: gone.md cannot be read: No such file or directory.\n",
    )


def test_a_document_without_orders_is_said_to_have_none(written):
    assert checked(written("# nothing\n")).output == "no order of calls in there\n"
