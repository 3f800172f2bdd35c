"""Data of every kind."""

from .common import compiled, const, data, numbers, scenario


@scenario
def adapter_lists_of_scalars(keras, tf):
    m = keras.models.Sequential([keras.layers.Dense(1, kernel_initializer=const, input_shape=(1,))])
    compiled(keras, m, optimizer="sgd", loss="mse", metrics=[])
    h = m.fit([1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0], epochs=2, batch_size=2, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def adapter_generic_array_like(keras, tf):
    x, y = data()

    class OnDisk:
        """Has what an on-disk array has: shape, dtype, __len__, __getitem__."""

        def __init__(self, a):
            self.a, self.shape, self.dtype = a, a.shape, a.dtype

        def __len__(self):
            return len(self.a)

        def __getitem__(self, i):
            return self.a[i]

    m = compiled(keras)
    h = m.fit(OnDisk(x), OnDisk(y), epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def adapter_dataset(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(8)
    m = compiled(keras)
    h = m.fit(ds, epochs=2, verbose=0)
    return numbers(m, h)


@scenario
def adapter_dataset_repeat(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(8).repeat()
    m = compiled(keras)
    h = m.fit(ds, epochs=2, steps_per_epoch=2, verbose=0)
    return numbers(m, h)


@scenario
def adapter_generator(keras, tf):
    x, y = data()

    def batches():
        while True:
            for i in range(0, len(x), 8):
                yield x[i : i + 8], y[i : i + 8]

    m = compiled(keras)
    h = m.fit(batches(), epochs=2, steps_per_epoch=3, verbose=0)
    return numbers(m, h)


@scenario
def adapter_sequence(keras, tf):
    x, y = data()

    class Batches(keras.utils.Sequence):
        def __len__(self):
            return 3

        def __getitem__(self, i):
            return x[i * 8 : (i + 1) * 8], y[i * 8 : (i + 1) * 8]

    m = compiled(keras)
    h = m.fit(Batches(), epochs=2, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def adapter_dataset_creator(keras, tf):
    x, y = data()

    def make(context):
        return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(8)

    m = compiled(keras)
    h = m.fit(keras.utils.experimental.DatasetCreator(make), epochs=2, steps_per_epoch=3, verbose=0)
    return numbers(m, h)
