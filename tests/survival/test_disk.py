"""Disks that are full, and folders that are read-only or go away, before a training and in its middle."""

import os
import shutil
import subprocess

import pytest

import fittrace

ONLY_IN_PART = "fittrace: run.fittrace holds the run only in part: "

FILLS_UP = """
    import resource
    class Limit(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            # from here on no file grows any more
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    model = made()
    with block():
        fit(model, callbacks=[Limit()])
        time.sleep(0.7)
        fit(made(keras.layers.Dense(3, name="later"), seed=4))
    print(told(model))
"""


def test_a_disk_that_fills_up_in_the_middle(scene):
    bare, recorded, command = scene.outcomes(FILLS_UP)
    assert (recorded.status, recorded.output) == (bare.status, bare.output) == (0, bare.output)
    assert recorded.error.startswith(ONLY_IN_PART)
    assert recorded.error.count("\n") == 1
    # the command could not keep what it was asked to keep anywhere, and says so; the training is the same
    assert command.output.startswith(bare.output.rstrip("\n"))
    assert command.status == 3
    assert command.error.startswith(f"fittrace: {scene.file} holds the recording only in part: ")
    assert command.error.endswith("; there was no room for it elsewhere, so the rest is lost.\n")
    assert command.error.count("\n") == 1


def on_a_small_device(scene, how="record", room="80k", **options):
    """Run the program, where the folder ``room`` is a device of its own with little room.

    What it holds in the end is copied into the scene's folder.
    """
    (scene.folder / "room").mkdir(exist_ok=True)
    space = ["unshare", "--map-root-user", "--mount"]
    tried = ["mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run([*space, *tried], capture_output=True).returncode:
        pytest.skip("this process may not mount anything, not even in a namespace of its own")
    mounted = f'mount -t tmpfs -o size={room} none room; "$0" "$@"; status=$?; cp room/* .; exit $status'
    process = scene.start(how, wrapped=[*space, "sh", "-c", mounted], **options)
    output, error = process.communicate(timeout=60)
    return process.returncode, output, error


def without_the_rights_of_root(scene):
    """Run the program recorded, as somebody to whom a folder's permissions apply."""
    wrapped = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write everywhere, and there is no setpriv to give that up")
        wrapped = ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
    process = scene.start("record", wrapped=wrapped)
    output, error = process.communicate(timeout=60)
    return process.returncode, output, error


IN_ROOM = """
    model = made()
    try:
        with fittrace.record("room/run.fittrace"):
            fit(model)
            {middle}
            fit(model)
            time.sleep(0.7)
    except fittrace.RunFileError as error:
        print(error)
    print(told(model))
"""


def test_a_device_with_little_room(scene):
    scene.write(IN_ROOM.format(middle="[fit(made(seed=seed)) for seed in range(12)]"))
    (scene.folder / "room").mkdir()
    bare = scene.outcome("record")
    status, output, error = on_a_small_device(scene)
    assert (status, output) == (0, bare.output)
    assert "holds the run only in part: the disk is full; " in error
    assert error.count("\n") == 1
    # what there was room for says so, and until when it goes
    ending = scene.load().ending
    assert (ending.state, ending.is_cut_off, ending.unwritten) == ("recording", True, "the disk is full")
    assert ending.words.startswith("written only until 2")


def test_the_command_saves_the_recording_where_there_is_room(scene):
    scene.write("[fit(made(seed=seed)) for seed in range(12)]; time.sleep(0.7)")
    status, output, error = on_a_small_device(scene, "run", file="room/run.fittrace")
    (whole,) = scene.folder.glob("fittrace-*/run.fittrace")
    assert (status, error) == (
        3,
        f"fittrace: {scene.folder}/room/run.fittrace holds the recording only in part: the disk is full; "
        f"the whole recording is {whole}.\n",
    )
    assert f"recording  {whole}" in output
    run = fittrace.load(whole)
    assert (run.ending.state, sum(span.label == "Sequential.fit" for span in run.spans())) == ("finished", 12)


ROOM_AGAIN = """
    from pathlib import Path
    with fittrace.record("room/run.fittrace") as run:
        Path("room/other").write_bytes(bytes(940_000))
        [fit(made(seed=seed)) for seed in range(12)]
        time.sleep(0.7)
        Path("room/other").unlink()
    print(run.calls)
"""


def test_a_disk_that_has_room_again_at_the_end(scene):
    scene.write(ROOM_AGAIN)
    status, output, error = on_a_small_device(scene, room="1m")
    assert (status, error) == (0, "")
    run = scene.load()
    assert (run.ending.state, f"{run.calls}\n") == ("finished", output)


def test_a_folder_that_becomes_read_only_in_the_middle(scene):
    (scene.folder / "room").mkdir()
    scene.write(IN_ROOM.format(middle="pass"))
    bare = scene.outcome("record")
    scene.write(IN_ROOM.format(middle='time.sleep(0.7); os.chmod("room", 0o500)'))
    status, output, error = without_the_rights_of_root(scene)
    (scene.folder / "room").chmod(0o700)
    assert (status, output) == (0, bare.output)
    assert "holds the run only in part: the directory room is not writable; " in error
    assert fittrace.load(scene.folder / "room" / "run.fittrace").calls > 100


def test_a_read_only_folder_is_refused_before_the_training(scene):
    scene.write("""
        try:
            with fittrace.record("room/run.fittrace"):
                print("entered")
        except fittrace.RunFileError as error:
            print(error)
    """)
    (scene.folder / "room").mkdir(mode=0o500)
    status, output, _ = without_the_rights_of_root(scene)
    assert status == 0
    expected = "The run cannot be recorded into room/run.fittrace: the directory room is not writable.\n"
    assert output == expected


@pytest.mark.parametrize("middle", ['shutil.rmtree("room")', 'os.rename("room", "elsewhere")'])
def test_a_folder_that_goes_away_in_the_middle(scene, middle):
    scene.write(IN_ROOM.format(middle=middle))
    (scene.folder / "room").mkdir()
    gone = scene.outcome("record")
    scene.write(IN_ROOM.format(middle="pass"))
    shutil.rmtree(scene.folder / "room", ignore_errors=True)
    (scene.folder / "room").mkdir()
    assert (gone.status, gone.output) == (0, scene.outcome("record").output)


def test_a_place_that_is_no_file_is_refused_before_the_training(scene):
    scene.write("""
        for place in ("/dev/full", ".", "missing/run"):
            try:
                with fittrace.record(place):
                    print("entered")
            except fittrace.RunFileError as error:
                print(error)
    """)
    done = scene.outcome("record")
    assert [line.rpartition(": ")[2] for line in done.output.splitlines()] == [
        "it is not a regular file.",
        "it is a directory.",
        "there is no directory missing.",
    ]
    assert os.path.exists("/dev/full")
