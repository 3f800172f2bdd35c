"""The example notebook runs to its end, and is kept without output."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

nbformat = pytest.importorskip("nbformat", reason="the package nbclient is not installed")
nbclient = pytest.importorskip("nbclient", reason="the package nbclient is not installed")
pytest.importorskip("ipykernel", reason="the package ipykernel is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")


@pytest.fixture
def notebook(repository):
    return nbformat.read(repository / "examples" / "walkthrough.ipynb", as_version=4)


def test_the_example_runs(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120, resources=resources).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    frames = [output for output in shown if output.data.get("text/html", "").startswith("<iframe ")]
    assert len(frames) == 1
    assert "dense/kernel:0" in str(shown)
    assert (tmp_path / "walkthrough.html").is_file()


def test_the_example_is_kept_without_output(notebook):
    assert all(
        not cell.outputs and cell.execution_count is None for cell in notebook.cells if "outputs" in cell
    )
