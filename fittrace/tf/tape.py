"""GradientTape: writes down what is computed, and walks back over it.

An *entry* is one operation as the tape remembers it: the key of its output and, for
every operand the tape watches, a link (the operand's key and shape, and a function from
the output's gradient to the operand's).  The functions come from the table in
:mod:`fittrace.tf.rules`; as closures they keep just what they need of operands and
output, and are dropped as the way back consumes them.

The way back is itself made of operations, so a tape around it sees it: that is how
second derivatives work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from fittrace.trace import Hooked, emit, hook, recording
from fittrace.trace.catalogue import GradientComputed, OperationTaped, TapeWalked

from . import nest
from .backward import Entry, JointEntry, walk_back
from .gradient_table import links_of
from .tensor import Tensor, new_key
from .thread import thread
from .unconnected import UnconnectedGradients

__all__ = ["GradientTape", "record", "record_jointly"]


class GradientTape(Hooked, module="tensorflow"):
    """Context manager that records operations, for automatic differentiation.

    Args:
        persistent: whether `gradient` may be called more than once.
        watch_accessed_variables: whether trainable variables are watched as they are read.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watch_variables = watch_accessed_variables
        self._variables: dict[int, Any] = {}
        self.reset()

    @hook
    def __enter__(self) -> GradientTape:
        if self in thread.tapes:
            raise ValueError("The tape is recording already. Leave its block first, or use a second tape.")
        if self._used and not self._persistent:
            self.reset()
        thread.tapes = (*thread.tapes, self)
        return self

    @hook
    def __exit__(self, *exception: object) -> None:
        self._pause()

    def reset(self) -> None:
        """Forget everything recorded and watched."""
        self._watched: set[int] = set()
        self._variables = {}
        self._entries: list[Entry | JointEntry] = []
        self._used = False

    def watch(self, tensor: Any) -> None:
        """Watch these tensors or variables (any nested structure of them).

        Raises:
            ValueError: something that is not a tensor.
        """
        for item in nest.flatten(tensor):
            if not hasattr(item, "key"):
                raise ValueError(
                    f"tape.watch takes tensors and variables; {item!r} is none. Convert it with tf.constant."
                )
            if item.dtype.kind not in "fc":
                continue
            if item.key is None:
                item.key = new_key()
            self._watched.add(item.key)
            if not isinstance(item, Tensor):
                self._variables[item.key] = item

    def watched_variables(self) -> tuple[Any, ...]:
        """The variables watched so far, in the order in which they came."""
        return tuple(self._variables.values())

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """A block in which this tape records nothing."""
        before = thread.tapes
        self._pause()
        try:
            yield
        finally:
            thread.tapes = before

    @hook
    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
    ) -> Any:
        """The gradient of the sum of `target` with respect to each of `sources`.

        Args:
            target: a tensor or nested structure of tensors.
            sources: a tensor or variable, or nested structure of them.
            output_gradients: one gradient a target to start from; ones by default.
            unconnected_gradients: what to give where no path leads from a source to the
                target: ``"none"`` for None, or ``"zero"``.

        Returns:
            gradients in the structure of `sources`, each of its source's shape and dtype.

        Raises:
            RuntimeError: a second call, unless the tape is persistent.
        """
        self._begin_reading()
        flat = _tensors("sources", sources)
        starts = None if output_gradients is None else nest.flatten(output_gradients)
        walk = _Walk(self._entries) if recording() else None
        gradients = walk_back(
            self._entries,
            _tensors("target", target),
            flat,
            starts,
            keep=self._persistent,
            passed=walk.passed if walk is not None else None,
        )
        unconnected = UnconnectedGradients(unconnected_gradients)
        found = [unconnected.instead_of(gradients.get(source.key), source) for source in flat]
        if walk is not None:
            _report(flat, found)
            walk.report()
        return nest.pack_sequence_as(sources, found)

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The derivatives of every element of the tensor `target`, in the structure of `sources`.

        Each has the target's shape followed by its source's.  What `gradient` says of unconnected
        sources and of a second call holds here, too; the last two arguments have no effect.
        """
        from .jacobian import jacobian_of

        self._begin_reading()
        unconnected = UnconnectedGradients(unconnected_gradients)
        found = jacobian_of(self._entries, target, _tensors("sources", sources), unconnected)
        self._end_reading()
        return nest.pack_sequence_as(sources, found)

    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Tensor:
        """The jacobian of every sample of a batch: ``[b, ...]`` and ``[b, ...]`` make ``[b, ..., ...]``.

        The rows of `target` must depend on their own row of `source` alone.  The last three
        arguments have no effect: an unconnected source has zeros, as in TensorFlow 2.12.

        Raises:
            ValueError: target and source differ in the length of their first axis.
        """
        from .jacobian import batch_jacobian_of

        self._begin_reading()
        found = batch_jacobian_of(self._entries, target, source)
        self._end_reading()
        return found

    def _begin_reading(self) -> None:
        if self._used and not self._persistent:
            raise RuntimeError(
                "This tape has given its gradients already: a tape forgets its recording as it is read. "
                "Make it with tf.GradientTape(persistent=True) to ask more than once."
            )
        self._used = True
        if not self._persistent:
            self._pause()

    def _end_reading(self) -> None:
        if not self._persistent:
            self._entries.clear()

    def variable_read(self, variable: Any) -> None:
        """Called by variables as they are read; watches the trainable ones."""
        if (
            self._watch_variables
            and variable.trainable
            and variable.key not in self._variables
            and variable.array.dtype.kind in "fc"
        ):
            self._watched.add(variable.key)
            self._variables[variable.key] = variable

    def _pause(self) -> None:
        thread.tapes = tuple(tape for tape in thread.tapes if tape is not self)


def record(
    operation: Callable[..., Any],
    operands: Sequence[Tensor],
    output: Tensor,
    args: tuple[Any, ...],
    attributes: dict[str, Any],
) -> None:
    """Write one call on every open tape that watches one of its operands."""
    if output.array.dtype.kind not in "fc":
        return
    taped = False
    for tape in thread.tapes:
        watched = tape._watched
        if links := links_of(operation, operands, watched, output, args, attributes):
            if output.key is None:
                output.key = new_key()
            watched.add(output.key)
            tape._entries.append(Entry(output.key, links))
            taped = True
    if taped and recording():
        emit(OperationTaped, operation=operation.__name__, inputs=list(operands), output=output)


def record_jointly(
    name: str,
    operands: Sequence[Any],
    outputs: Sequence[Tensor],
    rule: Callable[..., Sequence[Any]],
) -> None:
    """Write a computation with a gradient function of its own on every tape that watches an operand.

    Args:
        name: what the recording calls it.
        operands: tensors and variables.
        outputs: fresh tensors.
        rule: takes the gradient of each output, gives the gradient of each operand.
    """
    taped = False
    for tape in thread.tapes:
        if any(x.key in tape._watched for x in operands):
            for output in outputs:
                if output.key is None:
                    output.key = new_key()
                tape._watched.add(output.key)
            tape._entries.append(JointEntry(operands, outputs, rule))
            taped = True
    if taped and recording():
        for output in outputs:
            emit(OperationTaped, operation=name, inputs=list(operands), output=output)


def _tensors(name: str, structure: Any) -> list[Any]:
    flat = nest.flatten(structure)
    odd = [item for item in flat if not hasattr(item, "key")]
    if odd:
        raise ValueError(f"tape.gradient: `{name}` must hold tensors and variables; {odd[0]!r} is none.")
    return flat


def _report(sources: list[Any], gradients: list[Any]) -> None:
    for source, gradient in zip(sources, gradients, strict=True):
        if gradient is not None and not isinstance(source, Tensor):
            emit(GradientComputed, weight=source, shape=gradient, norm=gradient)


class _Walk:
    """The way back over a tape's entries, for the recording.

    Attributes:
        passed: identities of the entries that a gradient went through.
    """

    __slots__ = ("_operations", "passed")

    def __init__(self, entries: Sequence[Entry | JointEntry]) -> None:
        # identities, not entries: those are dropped on the way, and their arrays with them
        self._operations = [id(entry) for entry in entries for _output in range(_facts_of(entry))]
        self.passed: set[int] = set()

    def report(self) -> None:
        """Say which operations no gradient went through."""
        skipped: list[list[int]] = []
        for number, operation in enumerate(self._operations, 1):
            if operation in self.passed:
                continue
            if skipped and skipped[-1][1] == number - 1:
                skipped[-1][1] = number
            else:
                skipped.append([number, number])
        emit(TapeWalked, operations=len(self._operations), skipped=skipped)


def _facts_of(entry: Entry | JointEntry) -> int:
    """How many facts tell of an entry: one an output."""
    return len(entry.outputs) if isinstance(entry, JointEntry) else 1
