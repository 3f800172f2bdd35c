"""Telling the story: from a run's folded tree to the dataclasses of `story`.

A saved run and a live one give the same story.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from ...trace import Fact, Node, Run, Span
from ..words.wording import arrays_in
from .byhand import count_by_hand, steps_by_hand
from .differences import difference_of
from .ending import ending_of
from .progress import progress_of
from .reading import (
    enclosing,
    facts_in,
    first_named,
    named,
    placed_facts,
    steps_of,
)
from .stages import FIT_METHODS, label_method
from .story import (
    AdapterStory,
    CallbackStory,
    CandidateStory,
    CompileStory,
    EntryStory,
    LayerStory,
    ShapeStory,
    StepsStory,
    Story,
    UpdateStory,
    WeightStory,
)
from .times import times_of

__all__ = ["tell"]


def tell(run: Run, root: Node | None = None) -> Story:
    """The story of a run.

    Args:
        run: finished or not.
        root: its folded tree, where it is at hand.
    """
    root = run.tree() if root is None else root
    logs = _final_logs(run)
    entries = tuple(_entry(node, logs.get(node.start, {})) for node in root.walk() if _is_entry(node))
    fit = next((entry for entry in entries if entry.method == "fit"), None)
    by_hand = tuple(steps_by_hand(root))
    steps = fit.step_nodes if fit is not None else by_hand
    first = steps[0] if steps else None
    weights = _weights(root)
    members = _members(root, fit.node.name) if fit is not None and fit.node.name else None
    return Story(
        compile=_compile(root),
        entries=entries,
        by_hand=by_hand,
        count_by_hand=count_by_hand(root),
        layers=tuple(layer for layer in _layers(root, weights) if members is None or layer.name in members),
        connections=tuple(
            fact
            for fact in _unique(facts_in(root, "LayersConnected"), "source", "target")
            if members is None or {str(fact.source), str(fact.target)} <= members
        ),
        shapes=tuple(shape for shape in _shapes(root) if fit is None or shape.node.name == fit.node.name),
        weights=weights,
        taped=tuple(placed_facts(first, "OperationTaped")) if first else (),
        updates=_updates(first) if first else (),
        slots=tuple(facts_in(fit.node if fit is not None else root, "SlotCreated")),
        losses=tuple(facts_in(first, "LossComputed")) if first else (),
        learning_rate=next(iter(facts_in(first, "LearningRateResolved")), None) if first else None,
        train_function=_train_function(root),
        difference=difference_of(steps),
        states=tuple(placed_facts(root, "StateChanged")),
        metric_functions=_metric_functions(root),
        ending=ending_of(run, root),
        times=times_of(root, run.duration),
    )


def _is_entry(node: Node) -> bool:
    """A fit, evaluate or predict that the user called: one inside another is its validation."""
    return (
        label_method(node.label) in FIT_METHODS
        and node.symbol.startswith(("keras.engine.training.", "user."))
        and not any(enclosing(node, method) for method in FIT_METHODS)
    )


def _compile(root: Node) -> CompileStory | None:
    node = first_named(root, "compile")
    fact = next((fact for fact in node.facts if fact.kind == "CompileConfigured"), None) if node else None
    if node is None or fact is None:
        return None
    owner = node.label.rpartition(".")[0]
    return CompileStory(
        node, node.name or owner, owner, fact.optimizer, fact.loss, fact.metrics, fact.run_eagerly
    )


def _entry(node: Node, logs: dict[str, float]) -> EntryStory:
    steps = tuple(steps_of(node))
    epochs = sum(child.count for child in node.children if child.loop and child.label == "epoch")
    why = _steps(node)
    return EntryStory(
        node=node,
        method=label_method(node.label),
        adapter=_adapter(node),
        steps=why,
        callbacks=_callbacks(node),
        epochs=epochs,
        step_nodes=steps,
        validation=next(iter(facts_in(node, "ValidationSplit")), None),
        logs=logs,
        progress=progress_of(node, why.steps if why is not None else None),
        iterations=_iterations(node),
        gives=_gives(node, why) if label_method(node.label) == "predict" else None,
        shuffle=next((fact.shuffle for fact in node.facts if fact.kind == "FitConfigured"), None),
    )


def _train_function(root: Node) -> Fact | None:
    """What is said of the function that runs a training step, not of those that evaluate or predict."""
    made = placed_facts(root, "TrainFunctionMade")
    return next((fact for node, fact in made if label_method(node.label) == "make_train_function"), None)


def _iterations(entry: Node) -> tuple[float, float] | None:
    """What the optimizer's count of updates was before, and is afterwards."""
    facts = [fact for fact in facts_in(entry, "StateChanged") if fact.attribute == "iterations"]
    if not facts or not all(isinstance(it, int | float) for it in (facts[0].before, facts[-1].after)):
        return None
    varied = (one for node in entry.walk() for one in node.varying if one.kind == "StateChanged")
    counts = [one.greatest for one in varied if ("attribute", "iterations") in one.fields]
    return facts[0].before, max(facts[-1].after, *counts) if counts else facts[-1].after


def _gives(entry: Node, steps: StepsStory | None) -> Sequence[Any] | None:
    """The shape of what the model gives for all rows: that of a batch, with another first axis."""
    calls = [fact for fact in facts_in(entry, "LayerCalled") if fact.layer == entry.name]
    shapes = [shape for _, shape, _ in arrays_in(calls[0].outputs)] if calls else []
    if steps is None or steps.samples is None or len(shapes) != 1 or not shapes[0]:
        return None
    return [steps.samples, *shapes[0][1:]]


def _adapter(entry: Node) -> AdapterStory | None:
    placed = next(iter(placed_facts(entry, "AdapterSelected")), None)
    if placed is None:
        return None
    node, chosen = placed
    return AdapterStory(
        node,
        str(chosen.adapter),
        chosen.x,
        chosen.y,
        tuple(
            CandidateStory(str(fact.adapter), bool(fact.accepted), str(fact.reason or ""))
            for fact in facts_in(node, "AdapterConsidered")
        ),
        tuple(facts_in(enclosing(node, "get_data_handler") or entry, "TensorConverted")),
    )


def _steps(entry: Node) -> StepsStory | None:
    placed = next(iter(placed_facts(entry, "StepsInferred")), None)
    if placed is None:
        return None
    node, fact = placed
    resolved = next(iter(facts_in(entry, "BatchSizeResolved")), None)
    return StepsStory(
        node,
        fact.steps,
        fact.samples,
        fact.batch_size,
        resolved.given if resolved and fact.batch_size else None,
        fact.last_batch,
    )


def _callbacks(entry: Node) -> tuple[CallbackStory, ...]:
    found = []
    for fact in facts_in(entry, "CallbackAdded"):
        hooks: Counter[str] = Counter()
        for node in entry.walk():
            owner, _, method = node.label.rpartition(".")
            if owner == fact.callback and method.startswith(("on_", "set_")):
                hooks[method] += node.times
        found.append(CallbackStory(str(fact.callback), bool(fact.by_default), tuple(hooks.items())))
    return tuple(found)


def _final_logs(run: Run) -> dict[float, dict[str, float]]:
    """What the logs held at the end of each fit and evaluate, by when that began.

    Read from the unfolded run: a fold tells the values of its first iteration.
    """
    logs: dict[float, dict[str, float]] = {}
    for fact in run.facts("LogsWritten"):
        outermost: Span | None = None
        above = fact.span
        while above is not None:
            if label_method(above.label) in FIT_METHODS:
                outermost = above
            above = above.parent
        if outermost is not None and fact.callback in FIT_METHODS:
            logs.setdefault(outermost.start, {})[str(fact.key)] = fact.value
    return logs


def _weights(root: Node) -> tuple[WeightStory, ...]:
    found = []
    for node, fact in placed_facts(root, "WeightCreated"):
        where: list[str] = []
        above: Node | None = node
        while above is not None and above.symbol:
            where.append(above.label)
            above = above.parent
        found.append(WeightStory(node, fact, tuple(reversed(where))))
    return tuple(found)


def _members(root: Node, model: str) -> set[str] | None:
    """Names of a model's layers, those of models inside it taken in; None where the run does not tell.

    A run may train several models, and a page tells of one.
    """
    of_model: dict[str, set[str]] = {}
    for node, fact in placed_facts(root, "GraphNetworkReady"):
        if node.name:
            of_model[node.name] = {str(name) for name in fact.layers or ()}
    found: set[str] = set()
    todo = [model] if model in of_model else []
    while todo:
        inside = of_model.get(todo.pop(), set()) - found
        found |= inside
        todo += inside & of_model.keys()
    return found or None


def _layers(root: Node, weights: Sequence[WeightStory]) -> tuple[LayerStory, ...]:
    """The layers in order of their building, containers of other layers left out."""
    called = {str(fact.layer): fact for fact in reversed(facts_in(root, "LayerCalled"))}
    layers: dict[str, LayerStory] = {}
    containers = {node.name for node in root.walk() if label_method(node.label) == "_run_internal_graph"}
    built = placed_facts(root, "LayerBuilt")
    names = {str(fact.layer) for _, fact in built} - containers
    owners = [_owner(weight, names) for weight in weights]
    for node, fact in built:
        name = str(fact.layer)
        if name in layers or name in containers:
            continue
        call = called.get(name)
        output = fact.output_shape
        if output is None and call is not None:
            output = next((shape for _, shape, _ in arrays_in(call.outputs)), None)
        own = tuple(weight for weight, owner in zip(weights, owners, strict=True) if owner == name)
        layers[name] = LayerStory(name, node.label.rpartition(".")[0], fact.input_shape, output, own)
    return tuple(layers.values())


def _owner(weight: WeightStory, layers: Collection[str]) -> str | None:
    """The layer that a weight belongs to: a cell, say, is a part of the layer whose building makes it."""
    if weight.fact.layer in layers:
        return str(weight.fact.layer)
    above: Node | None = weight.node
    while above is not None and above.name not in layers:
        above = above.parent
    return above.name if above is not None else None


def _shapes(root: Node) -> tuple[ShapeStory, ...]:
    found = []
    for node, fact in placed_facts(root, "InputShapeInferred"):
        epoch, step = (enclosing(node, loop) for loop in ("epoch", "step"))
        found.append(
            ShapeStory(
                node,
                fact.shape,
                None if epoch is None or epoch.first is None else epoch.first + 1,
                None if step is None or step.first is None else step.first + 1,
                step,
                bool(facts_in(node, "WeightCreated")),
            )
        )
    return tuple(found)


def _metric_functions(root: Node) -> dict[str, str]:
    """The function that each metric turned out to be: ``accuracy`` is ``binary_accuracy``, say."""
    found: dict[str, str] = {}
    for node in named(root, "update_state"):
        called = [child.label for child in node.children if "." not in child.label]
        if node.name and called and called[0] != node.name:
            found.setdefault(node.name, called[0])
    return found


def _updates(step: Node) -> tuple[UpdateStory, ...]:
    gradients = {str(fact.weight): fact for fact in facts_in(step, "GradientComputed")}
    found = []
    for fact in facts_in(step, "WeightUpdated"):
        gradient = gradients.get(str(fact.weight))
        found.append(
            UpdateStory(
                str(fact.weight),
                gradient.shape if gradient else None,
                _number(gradient.norm) if gradient else None,
                _number(fact.norm_before),
                _number(fact.norm_after),
                _number(fact.norm_change),
                _sample(fact),
            )
        )
    return tuple(found)


def _sample(fact: Fact) -> tuple[tuple[int, float, float, float], ...]:
    """Place, value before, gradient and value after, of the elements that moved most."""
    copies = (fact.sample_places, fact.sample_before, fact.sample_gradient, fact.sample_after)
    if not all(isinstance(copy, dict) and copy.get("values") for copy in copies):
        return ()
    rows = zip(*(copy["values"] for copy in copies), strict=False)
    return tuple(row for row in rows if all(isinstance(value, int | float) for value in row))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _unique(facts: Sequence[Fact], *fields: str) -> list[Fact]:
    """The last fact of each combination of those fields, in order of first appearance."""
    kept: dict[tuple[Any, ...], Fact] = {}
    for fact in facts:
        kept[tuple(getattr(fact, name) for name in fields)] = fact
    return list(kept.values())
