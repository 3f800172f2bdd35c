"""Sequences, worker threads and downloads."""

import hashlib
import io
import threading
import urllib.error
import urllib.request
from email.message import Message

import pytest

import fittrace
from fittrace import keras

ORIGIN = "https://example.org/file.txt"
CONTENT = b"forty-two"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Numbers(keras.utils.Sequence):
    def __init__(self, count=5):
        self.count, self.ends, self.threads = count, 0, set()

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        self.threads.add(threading.current_thread().name)
        return index

    def on_epoch_end(self):
        self.ends += 1


def serve(monkeypatch, content=CONTENT, length=None, error=None):
    """Have every request answered with that content; the list of addresses asked for."""
    asked = []

    class Answer(io.BytesIO):
        headers = Message()

    Answer.headers["Content-Length"] = str(len(content) if length is None else length)

    def urlopen(origin, timeout):
        asked.append(origin)
        if error is not None:
            raise error
        return Answer(content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return asked


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_sequence_can_be_gone_through():
    assert list(Numbers(3)) == [0, 1, 2]


def test_workers_keep_the_order_and_work_in_threads_of_their_own():
    sequence = Numbers()
    enqueuer = keras.utils.OrderedEnqueuer(sequence)
    enqueuer.start(workers=2, max_queue_size=3)

    batches = enqueuer.get()
    taken = [next(batches) for _ in range(7)]
    enqueuer.stop()

    assert taken == [0, 1, 2, 3, 4, 0, 1]
    assert sequence.ends == 1
    assert threading.current_thread().name not in sequence.threads
    assert not enqueuer.is_running()


def test_workers_may_shuffle():
    enqueuer = keras.utils.OrderedEnqueuer(Numbers(20), shuffle=True)
    enqueuer.start(workers=1)

    batches = enqueuer.get()
    taken = [next(batches) for _ in range(20)]
    enqueuer.stop()

    assert sorted(taken) == list(range(20))


def test_a_worker_passes_on_what_the_data_raises():
    class Bad(Numbers):
        def __getitem__(self, index):
            raise ZeroDivisionError

    enqueuer = keras.utils.OrderedEnqueuer(Bad())
    enqueuer.start()

    with pytest.raises(ZeroDivisionError):
        next(enqueuer.get())
    enqueuer.stop()


def test_a_generator_ends_where_it_ends():
    enqueuer = keras.utils.GeneratorEnqueuer(iter(range(25)))
    enqueuer.start(max_queue_size=4)

    assert list(enqueuer.get()) == list(range(25))
    enqueuer.stop()


def test_a_file_is_fetched_once(tmp_path, monkeypatch, capsys):
    asked = serve(monkeypatch)

    paths = {keras.utils.get_file("f.txt", ORIGIN, file_hash=SHA256, cache_dir=tmp_path) for _ in range(2)}

    assert paths == {str(tmp_path / "datasets" / "f.txt")}
    assert asked == [ORIGIN]
    assert (tmp_path / "datasets" / "f.txt").read_bytes() == CONTENT


def test_files_are_kept_where_keras_home_says(tmp_path, monkeypatch, capsys):
    serve(monkeypatch)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "elsewhere"))

    path = keras.utils.get_file("f.txt", ORIGIN)

    assert path == str(tmp_path / "elsewhere" / "datasets" / "f.txt")


def test_a_spoiled_file_is_fetched_again(tmp_path, monkeypatch, capsys):
    serve(monkeypatch)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "f.txt").write_text("spoiled")

    path = keras.utils.get_file("f.txt", ORIGIN, file_hash=SHA256, cache_dir=tmp_path)

    assert open(path, "rb").read() == CONTENT  # noqa: SIM115  a short look


def test_the_wrong_file_is_refused_and_not_kept(tmp_path, monkeypatch, capsys):
    serve(monkeypatch, b"something else")

    with pytest.raises(ValueError, match=f"but {SHA256} was expected; it was thrown away"):
        keras.utils.get_file("f.txt", ORIGIN, file_hash=SHA256, cache_dir=tmp_path)

    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "failure",
    [{"error": urllib.error.URLError("no route")}, {"error": TimeoutError("timed out")}, {"length": 99}],
    ids=["refused", "timeout", "cut off"],
)
def test_nothing_is_left_behind_when_a_download_fails(failure, tmp_path, monkeypatch, capsys):
    serve(monkeypatch, **failure)

    with pytest.raises(OSError, match=r"no route|timed out|of 99 bytes came"):
        keras.utils.get_file("f.txt", ORIGIN, cache_dir=tmp_path)

    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ({}, [[0, 0, 1], [2, 3, 4]]),
        ({"padding": "post", "value": 9}, [[1, 9, 9], [2, 3, 4]]),
        ({"maxlen": 2}, [[0, 1], [3, 4]]),
        ({"maxlen": 2, "truncating": "post"}, [[0, 1], [2, 3]]),
    ],
)
def test_sequences_are_filled_up_and_cut(arguments, rows):
    assert keras.utils.pad_sequences([[1], [2, 3, 4]], **arguments).tolist() == rows


@pytest.mark.parametrize(
    ("sequences", "arguments", "problem"),
    [
        ([[1]], {"padding": "middle"}, "`padding` is 'middle'"),
        ([1], {}, "holds 1, which is no sequence"),
        ([[[1, 2]], [[3]]], {}, r"entries of shapes \(2,\) and \(1,\)"),
    ],
)
def test_sequences_that_do_not_make_an_array_are_refused(sequences, arguments, problem):
    with pytest.raises(ValueError, match=problem):
        keras.utils.pad_sequences(sequences, **arguments)


def test_worker_threads_are_lanes_of_the_run_they_work_for():
    class Embedded(Numbers):
        def __getitem__(self, index):
            return keras.layers.Activation("linear")(index)

    with fittrace.record() as run:
        enqueuer = keras.utils.OrderedEnqueuer(Embedded())
        enqueuer.start(workers=1)
        batches = enqueuer.get()
        taken = [float(next(batches)) for _ in range(5)]
        enqueuer.stop()

    assert taken == [0, 1, 2, 3, 4]
    assert [span.label for span in run.spans()] == []
    assert run.lanes[1:] == ["worker-1"]
    assert [span.label for span in run.spans(lane=1)].count("Activation.__call__") == 5
