"""The catalogue of facts: every "why" that a recording can hold.

The words are those of training at large (layers, weights, adapters, losses), so
that any engine behind the recorder can say the same things; no engine is known
here.  A fact's fields name the rule that says what is kept, see
:mod:`fittrace.trace.rules`.
"""

from __future__ import annotations

from .facts import Fact
from .rules import (
    ARGUMENTS,
    CONFIG,
    COPY,
    COUNT,
    DTYPE,
    FLAG,
    HISTOGRAM,
    NAME,
    NAMES,
    NORM,
    NUMBER,
    SHAPE,
    SPEC,
    STATE,
    SUMMARY,
    TEXT,
)

# --- compile ------------------------------------------------------------------


class CompileConfigured(Fact):
    """`compile` has taken its settings."""

    optimizer = CONFIG
    loss = CONFIG
    metrics = CONFIG
    run_eagerly = FLAG


class StateChanged(Fact):
    """An attribute that steers the lifecycle has a new value."""

    owner = NAME
    attribute = NAME
    before = STATE
    after = STATE


class FitConfigured(Fact):
    """A training has taken its settings: epochs `initial_epoch` (from 0) up to `epochs`.

    `shuffle` is what was given: True, False, or "batch" for whole batches.
    """

    epochs = COUNT
    initial_epoch = COUNT
    shuffle = CONFIG


# --- data ---------------------------------------------------------------------


class AdapterConsidered(Fact):
    """One data adapter was asked whether it can handle the data."""

    adapter = NAME
    accepted = FLAG
    reason = TEXT


class AdapterSelected(Fact):
    """The data adapter that takes the data."""

    adapter = NAME
    x = SPEC
    y = SPEC


class TensorConverted(Fact):
    """Something the user passed became a tensor."""

    what = NAME
    from_type = TEXT
    to_shape = SHAPE
    to_dtype = DTYPE


class BatchSizeResolved(Fact):
    """How many rows a batch has; `given` is whether the user said so."""

    batch_size = COUNT
    given = FLAG


class StepsInferred(Fact):
    """How many steps an epoch has; `samples` and `last_batch` are None where the data does not tell."""

    steps = COUNT
    samples = COUNT
    batch_size = COUNT
    last_batch = COUNT


class ValidationSplit(Fact):
    """Rows kept for training and rows held back."""

    train = COUNT
    validation = COUNT


class BatchTaken(Fact):
    """The step function took the next batch from the data's iterator."""

    batch = SPEC


# --- callbacks ----------------------------------------------------------------


class CallbackAdded(Fact):
    """A callback is in the list; `by_default` where nobody passed it."""

    callback = NAME
    by_default = FLAG


class LogsWritten(Fact):
    """A stage or callback put a value into ``logs``."""

    callback = NAME
    key = NAME
    value = NUMBER


class LogsRead(Fact, novel_only=True):
    """A callback read a value from ``logs``."""

    callback = NAME
    key = NAME
    value = NUMBER


class LogsMissed(Fact, novel_only=True):
    """A callback asked ``logs`` for a key that was not there."""

    callback = NAME
    key = NAME
    value = CONFIG


class StopRequested(Fact):
    """Someone asked the training to stop."""

    by = NAME


# --- the step function --------------------------------------------------------


class TrainFunctionMade(Fact):
    """`make_train_function` (or its test or predict twin) gave the function that runs a step."""

    reused = FLAG
    closure = CONFIG


class FunctionRunsEagerly(Fact):
    """The step function is called from Python every time.

    `traced_by_keras` where Keras would trace it into a graph once.
    """

    function = NAME
    traced_by_keras = FLAG


# --- building -----------------------------------------------------------------


class InputShapeInferred(Fact):
    """A model that was never told its input shape has seen its first (or a new) one."""

    shape = SHAPE


class LayerBuilt(Fact):
    """A layer's state exists from here on."""

    layer = NAME
    input_shape = SHAPE
    output_shape = SHAPE


class WeightCreated(Fact):
    """A weight exists from here on; `count` is its number of elements."""

    name = NAME
    shape = SHAPE
    dtype = DTYPE
    initializer = NAME
    trainable = FLAG
    count = COUNT
    layer = NAME
    values = SUMMARY
    distribution = HISTOGRAM
    sample = COPY


class GraphNetworkReady(Fact):
    """The layers are connected into a graph network."""

    layers = NAMES
    inputs = SPEC
    outputs = SPEC


class LayersConnected(Fact):
    """One layer's output feeds another layer; shapes are per call, with the batch."""

    source = NAME
    target = NAME
    shape = SHAPE
    dtype = DTYPE


# --- a step -------------------------------------------------------------------


class LayerCalled(Fact, novel_only=True):
    """What a layer took and gave in this call."""

    layer = NAME
    inputs = SPEC
    outputs = SPEC
    values = SUMMARY


class OperationTaped(Fact, novel_only=True):
    """The tape remembers an operation, to walk back over it."""

    operation = NAME
    inputs = SPEC
    output = SPEC


class TapeWalked(Fact, novel_only=True):
    """The way back over a tape of so many `operations`, as `OperationTaped` tells them.

    `skipped` are those that no gradient went through, as pairs of first and last number, from 1.
    """

    operations = COUNT
    skipped = CONFIG


class LossComputed(Fact):
    """A loss has a value."""

    loss = NAME
    value = NUMBER


class GradientComputed(Fact, novel_only=True):
    """The tape gave the loss's gradient with respect to a weight."""

    weight = NAME
    shape = SHAPE
    norm = NORM


class LearningRateResolved(Fact):
    """The learning rate of this iteration."""

    value = NUMBER
    iteration = COUNT


class SlotCreated(Fact):
    """The optimizer keeps a variable of its own beside a weight."""

    optimizer = NAME
    slot = NAME
    weight = NAME
    shape = SHAPE


class WeightUpdated(Fact, novel_only=True):
    """An update changed a weight; norms are L2 over all elements.

    The sample is of the elements that moved most; `sample_places` are their indexes in C order.
    """

    weight = NAME
    norm_before = NORM
    norm_after = NORM
    norm_change = NORM
    distribution_after = HISTOGRAM
    sample_places = COPY
    sample_before = COPY
    sample_gradient = COPY
    sample_after = COPY


class WeightFollowed(Fact):
    """One element of a weight in every update: its gradient and what became of it.

    `place` is its index in C order; `before` and the optimizer's `settings` are kept where calls
    come in a new order, and before any update is what was after the one before it.
    """

    optimizer = NAME
    weight = NAME
    place = COUNT
    gradient = NUMBER
    after = NUMBER
    before = CONFIG
    settings = CONFIG


class MetricUpdated(Fact):
    """A metric took a batch into account; `value` is its running result."""

    metric = NAME
    value = NUMBER


# --- the recording itself -----------------------------------------------------


class ExceptionRaised(Fact):
    """An exception ended the innermost call."""

    type = NAME
    message = CONFIG
    where = CONFIG


class CallFailed(Fact, novel_only=True):
    """What a call that an exception ended had been given."""

    arguments = ARGUMENTS


class Folded(Fact):
    """Iterations `first` to `last` made the same calls and are shown as one; counted from 1."""

    loop = NAME
    first = COUNT
    last = COUNT
    count = COUNT


class StructureNotKept(Fact):
    """An iteration made other calls than `limit` structures before it; its `calls` calls are not told."""

    loop = NAME
    limit = COUNT
    calls = COUNT


class OrderNotKept(Fact):
    """Structures took turns `limit` times; from here on they are counted, and their order is not told."""

    loop = NAME
    limit = COUNT
