"""`fittrace find`: the calls that a query describes."""

import json


def test_calls_are_lines(command, recording):
    done = command("find", recording, "epoch[2] > step[3:]")
    lines = [line.rsplit("  ", 1)[0] for line in done.stdout.splitlines()]
    assert lines == ["Model.fit > epoch 2 > step 3", "Model.fit > epoch 2 > step 4"]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_count_is_a_number(command, recording):
    assert command("find", recording, "train_step", "--count").stdout == "8\n"


def test_what_a_limit_leaves_out_is_said(command, recording):
    lines = command("find", recording, "step", "--limit", "3").stdout.splitlines()
    assert len(lines) == 4
    assert lines[-1] == "... and 5 more (--limit 0 prints all)"
    assert len(command("find", recording, "step", "--limit", "0").stdout.splitlines()) == 8


def test_json_holds_paths_that_find_the_call_again(command, recording):
    told = json.loads(command("find", recording, "train_step", "--json", "--limit", "2").stdout)
    assert (told["query"], told["count"], len(told["matches"])) == ("train_step", 8, 2)
    path = told["matches"][1]["path"]
    again = json.loads(command("find", recording, path, "--json").stdout)
    assert (again["count"], again["matches"][0]["start"]) == (1, told["matches"][1]["start"])


def test_where_nothing_fits_it_is_said_what_is_there(command, recording):
    done = command("find", recording, "epoch[7]")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fittrace: no epoch[7]: the run has epochs 1 to 2.\n"


def test_a_mistake_is_wrong_usage_and_pointed_at(command, recording):
    done = command("find", recording, "fit > [")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == ["  fit > [", "         ^"]
