"""`fittrace report`: the page of a recording."""


def test_the_page_is_written_beside_the_recording(command, recording):
    done = command("report", recording)
    assert done.returncode == 0
    assert recording.with_suffix(".html").exists()
    assert str(recording.with_suffix(".html")) in done.stdout


def test_output_and_title(command, recording, tmp_path):
    assert command("report", recording, "-o", "page.html", "--title", "Week 3: <digits>").returncode == 0
    assert "Week 3: &lt;digits&gt;" in (tmp_path / "page.html").read_text()


def test_the_recording_is_not_overwritten(command, recording):
    before = recording.read_bytes()
    assert command("report", recording, "-o", recording).returncode == 2
    assert recording.read_bytes() == before


def test_a_page_that_cannot_be_written(command, recording):
    done = command("report", recording, "-o", "nosuch/page.html")
    assert done.returncode == 2
    assert "no directory" in done.stderr


def test_a_page_is_replaced_by_the_next(command, recording):
    assert command("report", recording).returncode == 0
    assert command("report", recording).returncode == 0


def test_what_is_no_page_is_not_replaced(command, recording, tmp_path):
    (tmp_path / "notes.html").write_text("<p>written by hand</p>")
    done = command("report", recording, "-o", "notes.html")
    assert done.returncode == 2
    assert "is not a page of fittrace's, so it is not replaced" in done.stderr
    assert "--force" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "notes.html").read_text() == "<p>written by hand</p>"


def test_force_replaces_it(command, recording, tmp_path):
    (tmp_path / "notes.html").write_text("<p>written by hand</p>")
    assert command("report", recording, "-o", "notes.html", "--force").returncode == 0
    assert "<title>" in (tmp_path / "notes.html").read_text()


def test_an_empty_file_loses_nothing(command, recording, tmp_path):
    (tmp_path / "made.html").touch()
    assert command("report", recording, "-o", "made.html").returncode == 0


def test_run_finds_out_before_the_training(command, script, tmp_path):
    (tmp_path / "notes.html").write_text("<p>written by hand</p>")
    done = command("run", "-o", "notes.html", script("print('trained')"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "give the page another name" in done.stderr


def test_a_redacted_page(command, recording, tmp_path):
    assert command("report", recording, "-o", "shared.html", "--redact").returncode == 0
    page = (tmp_path / "shared.html").read_text()
    assert "Redacted:" in page
    assert "train.py" not in page


def test_run_writes_a_redacted_page(command, script, tmp_path):
    assert command("run", "--redact", "-o", "shared.html", script(), "fail").returncode == 1
    page = (tmp_path / "shared.html").read_text()
    assert "ValueError" in page
    assert "the data ran dry" not in page
    assert "train.py" not in page
