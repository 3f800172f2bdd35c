"""What `TensorBoard` writes, read back by TensorBoard; tags and steps are Keras 2.12's."""

import os

import numpy as np
import pytest

from fittrace import keras, record
from fittrace.keras.callbacks import LearningRateScheduler, TensorBoard

event_accumulator = pytest.importorskip(
    "tensorboard.backend.event_processing.event_accumulator", reason="tensorboard is not installed"
)
from tensorboard.util.tensor_util import make_ndarray  # noqa: E402  if it is there


def read(folder):
    """Steps and values of every tag of a run."""
    accumulator = event_accumulator.EventAccumulator(str(folder), size_guidance={"tensors": 0})
    accumulator.Reload()
    return {
        tag: [(event.step, make_ndarray(event.tensor_proto)) for event in accumulator.Tensors(tag)]
        for tag in accumulator.Tags()["tensors"]
    }


def steps(curves):
    return {tag: [step for step, _ in points] for tag, points in curves.items()}


def values(points):
    return [float(value) for _, value in points]


def test_epochs_are_in_two_runs(classifier, fit, tmp_path):
    history = fit(classifier(), TensorBoard(tmp_path)).history
    train, validation = read(tmp_path / "train"), read(tmp_path / "validation")
    assert steps(train) == {"epoch_loss": [0, 1], "epoch_accuracy": [0, 1]}
    assert steps(validation) == {
        "evaluation_loss_vs_iterations": [3, 6],
        "evaluation_accuracy_vs_iterations": [3, 6],
        "epoch_loss": [0, 1],
        "epoch_accuracy": [0, 1],
    }
    assert values(train["epoch_loss"]) == pytest.approx(history["loss"])
    assert values(validation["epoch_loss"]) == pytest.approx(history["val_loss"])


def test_there_is_no_run_of_an_evaluation_that_never_was(classifier, fit, tmp_path):
    fit(classifier(), TensorBoard(tmp_path), validation_data=None)
    assert os.listdir(tmp_path) == ["train"]


@pytest.mark.parametrize(
    ("update_freq", "batches"), [("batch", [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), ("epoch", None)]
)
def test_batches_are_counted_through_the_training(classifier, fit, tmp_path, update_freq, batches):
    fit(classifier(), TensorBoard(tmp_path, update_freq=update_freq), verbose=1)
    assert steps(read(tmp_path / "train")).get("batch_loss") == batches


def test_batches_are_not_written_where_nobody_calls_batch_hooks(classifier, fit, tmp_path):
    fit(classifier(), TensorBoard(tmp_path, update_freq=1), verbose=0)
    assert "batch_loss" not in read(tmp_path / "train")


def test_speed_is_written_if_wanted(classifier, fit, tmp_path):
    fit(classifier(), TensorBoard(tmp_path, write_steps_per_second=True, update_freq=3))
    train = read(tmp_path / "train")
    assert steps(train)["batch_steps_per_second"] == [3, 6]
    assert steps(train)["epoch_steps_per_second"] == [0, 1]
    assert min(values(train["epoch_steps_per_second"])) > 0


def test_distributions_of_weights_are_written_every_so_many_epochs(classifier, fit, tmp_path):
    fit(classifier(), TensorBoard(tmp_path, histogram_freq=2), epochs=4)
    train = read(tmp_path / "train")
    counts = {tag: train[tag][0][1][:, 2].sum() for tag in train if "histogram" in tag}
    assert steps(train)["hidden/kernel_0/histogram"] == [0, 2]
    assert counts == {
        "hidden/kernel_0/histogram": 30,
        "hidden/bias_0/histogram": 5,
        "out/kernel_0/histogram": 15,
        "out/bias_0/histogram": 3,
    }


def test_a_schedule_gives_the_learning_rate(classifier, fit, tmp_path):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 3, 0.5)
    fit(classifier(keras.optimizers.SGD(schedule)), TensorBoard(tmp_path))
    assert values(read(tmp_path / "train")["epoch_learning_rate"]) == pytest.approx([0.25, 0.125])


def test_what_callbacks_before_it_logged_is_written_too(classifier, fit, tmp_path):
    fit(classifier(), LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1)), TensorBoard(tmp_path))
    assert values(read(tmp_path / "train")["epoch_lr"]) == [0.5, 0.25]


def test_an_evaluation_alone_can_be_read_at_once(classifier, fit, tmp_path):
    model = classifier()
    fit(model)
    x, y = np.zeros((8, 6), "float32"), np.zeros(8, int)
    model.evaluate(x, y, verbose=0, callbacks=[TensorBoard(tmp_path)])
    assert steps(read(tmp_path / "validation"))["evaluation_loss_vs_iterations"] == [6]


def test_epochs_can_be_read_while_the_training_goes_on(classifier, fit, tmp_path):
    seen = []
    look = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(len(read(tmp_path / "train")["epoch_loss"]))
    )
    fit(classifier(), TensorBoard(tmp_path), look)
    assert seen == [1, 2]


def test_every_training_has_files_of_its_own(classifier, fit, tmp_path):
    model, callback = classifier(), TensorBoard(tmp_path)
    fit(model, callback)
    fit(model, callback)
    assert len(os.listdir(tmp_path / "train")) == 2


def test_a_recording_says_what_it_read(classifier, fit, tmp_path):
    with record() as run:
        fit(classifier(), TensorBoard(tmp_path), epochs=1, validation_data=None)
    read = [fact.key for fact in run.facts("LogsRead") if fact.callback == "TensorBoard"]
    assert read == ["loss", "accuracy"]


@pytest.mark.parametrize("profile_batch", [(2, 1), "3", -1, 1.5, (1, 2, 3), "1,x"])
def test_what_is_no_batch_to_profile_is_refused(profile_batch):
    with pytest.raises(ValueError, match=r"profile_batch|invalid literal"):
        TensorBoard("logs", profile_batch=profile_batch)


@pytest.mark.parametrize(
    ("settings", "wants"),
    [
        ({}, False),
        ({"update_freq": 1}, False),
        ({"profile_batch": 2}, True),
        ({"profile_batch": (2, 4)}, True),
        ({"profile_batch": "2,4"}, True),
        ({"write_steps_per_second": True}, True),
    ],
)
def test_it_asks_for_batch_hooks_only_where_keras_does(settings, wants):
    assert TensorBoard("logs", **settings)._implements_train_batch_hooks() is wants


@pytest.mark.parametrize("settings", [{"write_images": True}, {"profile_batch": 2}, {"embeddings_freq": 1}])
def test_what_is_not_written_is_a_warning(settings, caplog):
    TensorBoard("logs", **settings)
    assert f"`{next(iter(settings))}` has no effect here" in caplog.text


def test_unknown_keywords_are_refused_and_old_ones_taken(caplog):
    with pytest.raises(ValueError, match="does not know the keyword argument `frequency`"):
        TensorBoard("logs", frequency=1)
    TensorBoard("logs", write_grads=True)
    assert "`write_grads` of TensorBoard is an argument of Keras 1" in caplog.text
