"""Which adapter takes the data, and the batches it makes of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fittrace
from fittrace import keras, tf
from fittrace.keras.engine.data_adapter import (
    ALL_ADAPTER_CLS,
    DataHandler,
    select_data_adapter,
)


class OnDisk:
    """What an array on disk has: shape, dtype, length, slices."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype

    def __len__(self):
        return len(self.array)

    def __getitem__(self, rows):
        return self.array[rows]


class Batches(keras.utils.Sequence):
    def __init__(self, count=3):
        self.count = count
        self.ends = 0

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return np.full((2, 1), float(index)), np.zeros(2)

    def on_epoch_end(self):
        self.ends += 1


def rows(n=6, width=2):
    return np.arange(n * width, dtype="float32").reshape(n, width)


def batches_of(*, epochs=1, **arguments):
    """The batches of every epoch, as lists."""
    handler = DataHandler(epochs=epochs, **arguments)
    return [[next(iterator) for _ in handler.steps()] for _, iterator in handler.enumerate_epochs()]


def sizes(epoch):
    return [tf.nest.flatten(batch)[0].shape[0] for batch in epoch]


@pytest.mark.parametrize(
    ("x", "name"),
    [
        ([1.0, 2.0], "ListsOfScalarsDataAdapter"),
        (3, "ListsOfScalarsDataAdapter"),
        (rows(), "TensorLikeDataAdapter"),
        (tf.ones((2, 2)), "TensorLikeDataAdapter"),
        ({"a": rows(), "b": [rows()]}, "TensorLikeDataAdapter"),
        (OnDisk(rows()), "GenericArrayLikeDataAdapter"),
        ([rows(), OnDisk(rows())], "GenericArrayLikeDataAdapter"),
        (tf.data.Dataset.range(3), "DatasetAdapter"),
        (iter([1]), "GeneratorDataAdapter"),
        (Batches(), "KerasSequenceAdapter"),
        (tf.Variable(rows()), "CompositeTensorDataAdapter"),
        (keras.utils.experimental.DatasetCreator(lambda context: None), "DatasetCreatorAdapter"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_exactly_one_adapter_takes_the_data(x, name):
    assert select_data_adapter(x, None).__name__ == name


def test_every_adapter_says_why_it_takes_the_data_or_does_not():
    with fittrace.record() as run:
        select_data_adapter(rows(), None)

    facts = list(run.facts("AdapterConsidered"))
    assert [fact.adapter for fact in facts] == [adapter.__name__ for adapter in ALL_ADAPTER_CLS]
    assert [fact.adapter for fact in facts if fact.accepted] == ["TensorLikeDataAdapter"]
    reasons = {fact.adapter: fact.reason for fact in facts}
    assert reasons["DatasetAdapter"] == "x is a numpy.ndarray, not a tf.data.Dataset"
    assert reasons["TensorLikeDataAdapter"] == (
        "x is a numpy.ndarray: a tensor, a numpy array or a pandas frame"
    )


def test_the_reason_names_the_item_that_does_not_fit():
    with fittrace.record() as run:
        select_data_adapter(OnDisk(rows()), rows())

    reasons = {fact.adapter: fact.reason for fact in run.facts("AdapterConsidered")}
    assert (
        reasons["TensorLikeDataAdapter"].startswith("x is an OnDisk, not")
        or "OnDisk" in reasons["TensorLikeDataAdapter"]
    )


def test_data_of_no_kind_is_refused():
    with pytest.raises(
        ValueError, match="`x` is a dict of str and `y` is an object: no data adapter takes that"
    ):
        select_data_adapter({"a": "text"}, object())


def test_data_of_two_kinds_is_refused():
    class Both(keras.utils.Sequence):
        shape, dtype = (2,), np.dtype("float32")

        def __len__(self):
            return 1

        def __getitem__(self, index):
            return rows()

    with pytest.raises(RuntimeError, match="GenericArrayLikeDataAdapter, KerasSequenceAdapter"):
        select_data_adapter(Both(), None)


@given(st.integers(1, 40), st.integers(1, 50), st.integers(1, 3))
def test_an_epoch_has_as_many_steps_as_batches_fit(samples, batch_size, epochs):
    found = batches_of(x=rows(samples), batch_size=batch_size, epochs=epochs)

    steps, rest = math.ceil(samples / batch_size), samples % batch_size
    expected = [batch_size] * (samples // batch_size) + ([rest] if rest else [])
    assert [sizes(epoch) for epoch in found] == [expected] * epochs
    assert len(found[0]) == steps


@given(st.integers(1, 30), st.integers(1, 9), st.sampled_from([True, "batch"]))
def test_shuffled_epochs_have_every_row_once(samples, batch_size, shuffle):
    x, y = rows(samples, 1), np.arange(samples)

    for epoch in batches_of(x=x, y=y, batch_size=batch_size, shuffle=shuffle, epochs=2):
        taken = np.concatenate([batch[0].numpy()[:, 0] for batch in epoch])
        labels = np.concatenate([batch[1].numpy() for batch in epoch])
        assert sorted(labels) == list(range(samples))
        assert taken.tolist() == x[labels, 0].tolist()


def test_batches_are_shuffled_as_wholes():
    keras.utils.set_random_seed(3)

    (epoch,) = batches_of(x=rows(12, 1), batch_size=4, shuffle="batch")

    assert sorted(tuple(sorted(batch.numpy()[:, 0].tolist())) for batch in epoch) == [
        (0, 1, 2, 3),
        (4, 5, 6, 7),
        (8, 9, 10, 11),
    ]


def test_thirty_two_rows_a_batch_unless_somebody_says_otherwise():
    assert sizes(batches_of(x=rows(70))[0]) == [32, 32, 6]
    assert sizes(batches_of(x=rows(70), steps_per_epoch=2)[0]) == [35, 35]


def test_an_epoch_cut_short_goes_on_in_the_next():
    first, second = batches_of(x=rows(6, 1), batch_size=2, steps_per_epoch=2, epochs=2)

    assert [batch.numpy()[0, 0] for batch in first + second] == [0, 2, 4, 0]


def test_batches_keep_the_structure_of_the_data():
    ((batch,),) = batches_of(x={"a": rows(), "b": (rows(),)}, y=[np.ones(6)], sample_weight=np.ones(6))

    x, y, sample_weight = batch
    assert (sorted(x), type(x["b"]), type(y), sample_weight.shape) == (["a", "b"], tuple, tuple, (6,))


def test_floats_become_the_default_float_and_integers_stay():
    ((batch,),) = batches_of(x=rows().astype("float64"), y=np.arange(6))

    assert [part.dtype.name for part in batch] == ["float32", "int64"]


def test_lists_of_numbers_become_arrays():
    found = batches_of(x=[[1, 2], [3, 4], [5, 6]], y=[1.0, 2.0, 3.0], batch_size=2)

    assert [batch[0].numpy().tolist() for batch in found[0]] == [[[1, 2], [3, 4]], [[5, 6]]]


def test_rows_of_an_array_on_disk_are_read_batch_by_batch():
    plain = batches_of(x=OnDisk(rows()), batch_size=4)
    shuffled = batches_of(x=OnDisk(rows(6, 1)), batch_size=4, shuffle=True)

    assert np.concatenate([batch.numpy() for batch in plain[0]]).tolist() == rows().tolist()
    assert sorted(np.concatenate([batch.numpy()[:, 0] for batch in shuffled[0]])) == list(range(6))


def test_a_dataset_gives_its_own_batches_from_the_start_in_each_epoch():
    dataset = tf.data.Dataset.from_tensor_slices((rows(), np.arange(6))).batch(4)

    found = batches_of(x=dataset, epochs=2)

    assert [sizes(epoch) for epoch in found] == [[4, 2], [4, 2]]


def test_a_sequence_gives_its_batches_in_order_and_hears_the_end_of_each_epoch():
    sequence = Batches()

    found = batches_of(x=sequence, epochs=2)

    assert [[float(batch[0][0, 0]) for batch in epoch] for epoch in found] == [[0, 1, 2]] * 2
    assert sequence.ends == 2


def test_worker_threads_keep_the_order_of_a_sequence():
    (epoch,) = batches_of(x=Batches(20), workers=3)

    assert [float(batch[0][0, 0]) for batch in epoch] == list(range(20))


def test_a_generator_is_looked_at_once_and_loses_nothing():
    drawn = []

    def batches():
        for index in range(4):
            drawn.append(index)
            yield np.full((2, 1), index), np.zeros(2)

    found = batches_of(x=batches(), steps_per_epoch=2, epochs=2)

    assert [float(batch[0][0, 0]) for epoch in found for batch in epoch] == [0, 1, 2, 3]
    assert drawn == [0, 1, 2, 3]


def test_a_generator_with_workers_loses_nothing():
    batches = (np.full((2, 1), index) for index in range(6))

    (epoch,) = batches_of(x=batches, steps_per_epoch=6, workers=2)

    assert [float(batch[0, 0]) for batch in epoch] == list(range(6))


def test_a_creator_is_told_where_its_dataset_is_used():
    seen = []

    def make(context):
        seen.append(context.get_per_replica_batch_size(8))
        return tf.data.Dataset.from_tensor_slices(rows()).batch(3)

    creator = keras.utils.experimental.DatasetCreator(make)
    assert sizes(batches_of(x=creator, steps_per_epoch=2)[0]) == [3, 3]
    assert seen == [8]


def test_data_that_ends_too_early_ends_the_training(caplog):
    handler = DataHandler(tf.data.Dataset.from_tensor_slices(rows()).batch(3), steps_per_epoch=4, epochs=3)

    epochs = []
    for epoch, iterator in handler.enumerate_epochs():
        epochs.append(epoch)
        with handler.catch_stop_iteration():
            for _ in handler.steps():
                next(iterator)

    assert epochs == [0]
    assert "12 batches were expected" in caplog.text


def test_steps_are_found_out_where_the_data_does_not_tell():
    handler = DataHandler(tf.data.Dataset.from_tensor_slices(rows()).filter(lambda row: True).batch(4))

    assert handler.inferred_steps is None
    for _, iterator in handler.enumerate_epochs():
        with handler.catch_stop_iteration():
            for _ in handler.steps():
                next(iterator)
    assert handler.inferred_steps == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"x": rows(4), "y": np.ones(3)}, "`x` has 4; `y` has 3"),
        (
            {"x": tf.data.Dataset.range(3), "y": np.ones(3)},
            "`y` is a numpy.ndarray, but `x` is a tf.data.Dataset",
        ),
        (
            {"x": iter([1]), "sample_weight": np.ones(3)},
            "`sample_weight` is a numpy.ndarray, but `x` is a generator",
        ),
        ({"x": Batches(), "y": np.ones(3)}, "`y` is a numpy.ndarray, but `x` is a keras.utils.Sequence"),
        ({"x": tf.data.Dataset.range(3).repeat()}, "never ends"),
        ({"x": keras.utils.experimental.DatasetCreator(lambda context: None)}, "Pass `steps_per_epoch`"),
        (
            {"x": rows(3), "y": np.ones(3), "class_weight": {0: 1, 2: 1}},
            r"`class_weight` has the keys \[0, 2\]",
        ),
        ({"x": rows(3), "y": [np.ones(3)] * 2, "class_weight": {0: 1, 1: 2}}, "`y` has several parts"),
        ({"x": rows(3), "y": np.ones((3, 2, 2)), "class_weight": {0: 1, 1: 2}}, "`y` has 3 axes"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_data_that_does_not_go_together_is_refused(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        DataHandler(**arguments)


@pytest.mark.parametrize(
    ("y", "weights"),
    [
        ([0, 1, 1], [2.0, 3.0, 3.0]),
        ([[1, 0], [0, 1], [0, 1]], [2.0, 3.0, 3.0]),
        ([[0], [1], [1]], [2.0, 3.0, 3.0]),
    ],
    ids=["labels", "one-hot", "column"],
)
def test_the_weight_of_a_class_becomes_the_weight_of_its_samples(y, weights):
    ((batch,),) = batches_of(x=rows(3), y=np.array(y), class_weight={0: 2.0, 1: 3.0})

    assert batch[2].numpy().tolist() == weights


def test_the_weights_of_class_and_sample_are_multiplied():
    ((batch,),) = batches_of(
        x=rows(3),
        y=np.array([0, 1, 1]),
        sample_weight=np.array([1.0, 1.0, 0.5]),
        class_weight={0: 2.0, 1: 4.0},
    )

    assert batch[2].numpy().tolist() == [2.0, 4.0, 2.0]


def test_outputs_without_sample_weights_weigh_one():
    ((batch,),) = batches_of(
        x=rows(3), y=(np.ones(3), np.ones(3)), sample_weight=(np.array([1.0, 2.0, 3.0]), None)
    )

    assert [weight.numpy().tolist() for weight in batch[2]] == [[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]


def test_a_handler_takes_several_batches_at_once_and_the_rest_at_the_end():
    handler = DataHandler(rows(10), batch_size=2, steps_per_execution=tf.Variable(3))

    taken = [(step, handler.step_increment, int(handler._steps_per_execution)) for step in handler.steps()]

    assert taken == [(0, 2, 3), (3, 1, 2)]
    assert int(handler._steps_per_execution) == 3


def test_a_model_can_be_trained_on_rows_of_different_lengths():
    class Bag(keras.Model):
        def __init__(self):
            super().__init__()
            self.table, self.head = keras.layers.Embedding(5, 3), keras.layers.Dense(1)

        def call(self, inputs):
            return self.head(tf.reduce_sum(self.table(inputs), axis=1))

    rows, y = tf.ragged.constant([[1, 2], [3], [2, 2, 4], [], [1]]), np.ones((5, 1), np.float32)
    model = Bag()
    model.compile("sgd", "mse")
    with fittrace.record() as run:
        model.fit(rows, y, batch_size=2, verbose=0)
    (chosen,) = run.facts("AdapterSelected")
    assert "CompositeTensorDataAdapter" in str(chosen.as_dict())
    assert model.predict(rows, verbose=0).shape == (5, 1)
