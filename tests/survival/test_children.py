"""Processes that a training starts in its middle: forked, spawned, or programs of their own."""

import os

import pytest

import fittrace

from .conftest import RECORDED

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")

FORKS = """
    class Forks(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch != 2:
                return
            child = os.fork()
            if child:
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
                return
            # the child goes on with the training, and ends in its own way
            fit(self.model, epochs=1)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
            print("child", told(self.model), flush=True)
            {ends}

    with block():
        model = made()
        fit(model, callbacks=[Forks()])
        print(told(model), flush=True)
"""


@pytest.mark.parametrize("ends", ["os._exit(4)", "sys.exit(4)", "os.kill(os.getpid(), signal.SIGTERM)"])
def test_a_forked_child_goes_on_training(unchanged, ends):
    run = unchanged(FORKS.format(ends=ends), ways=("record",) if "kill" in ends else RECORDED)
    assert run.ending.state == "finished"
    steps = [span for span in run.spans() if span.label.endswith(".train_step")]
    assert len(steps) == 15


def test_a_forked_child_that_comes_to_the_end_of_the_program(unchanged):
    run = unchanged(FORKS.format(ends="return"), ways=("record",))
    assert run.ending.state == "finished"


def test_a_child_that_records_a_run_of_its_own(scene):
    scene.write("""
        with fittrace.record("parent.fittrace"):
            model = made()
            fit(model)
            child = os.fork()
            if child == 0:
                with fittrace.record("child.fittrace"):
                    fit(model, epochs=1)
                os._exit(0)
            os.waitpid(child, 0)
            fit(model)
    """)
    assert scene.outcome("record").status == 0
    counts = []
    for name in ("parent", "child"):
        run = fittrace.load(scene.folder / f"{name}.fittrace")
        counts.append(sum(span.label.endswith(".train_step") for span in run.spans()))
        assert run.ending.state == "finished"
    assert counts == [30, 5]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_of_multiprocessing_train_too(scene, method):
    scene.write(f"""
        import multiprocessing

        def work(seed):
            model = made(seed=seed)
            fit(model, epochs=1)
            return told(model)

        if __name__ == "__main__":
            with block():
                model = made()
                fit(model, epochs=1)
                with multiprocessing.get_context("{method}").Pool(2) as pool:
                    print(*pool.map(work, range(3)))
                fit(model, epochs=1)
                print(told(model))
    """)
    bare, recorded = scene.outcome("bare"), scene.outcome("record")
    assert (recorded.status, recorded.output) == (bare.status, bare.output) == (0, bare.output)
    run = scene.load()
    assert run.ending.state == "finished"
    assert sum(span.label.endswith(".train_step") for span in run.spans()) == 10


def test_a_program_started_by_the_training_is_ended_by_signals_as_any(unchanged):
    unchanged(
        """
        import subprocess
        ask = "import signal; print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)"
        with block():
            fit(made())
            print(subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True).stdout)
        """,
        ways=("record",),
    )
