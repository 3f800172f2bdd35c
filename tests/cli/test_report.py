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
