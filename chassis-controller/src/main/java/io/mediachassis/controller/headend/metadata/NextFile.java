package io.mediachassis.controller.headend.metadata;

import io.mediachassis.controller.headend.metadata.History.Outcome;
import io.mediachassis.controller.headend.metadata.History.Past;
import java.util.List;
import java.util.Optional;

/**
 * Which file of a program a device gets next, by its own history (seed 004, block 206): the one that it was given last, if
 * it has not said how that ended; else the first behind that which it has neither played nor failed to get. Pure.
 */
final class NextFile {
    private NextFile() {}

    /**
     * A file.
     *
     * @param position in the program, from 0
     * @param resumed it was given before and is to be gone on with
     * @param bytes that the device had of it
     */
    record Choice(String file, int position, boolean resumed, long bytes) {}

    /** Empty at the program's end. */
    static Optional<Choice> choose(List<String> files, History history) {
        Optional<Past> last = history.last();
        if (last.isPresent() && last.get().outcome() == Outcome.GIVEN && files.contains(last.get().file())) {
            Past open = last.get();
            return Optional.of(new Choice(open.file(), files.indexOf(open.file()), true, open.bytes()));
        }
        for (int i = last.map(past -> behind(files, past)).orElse(0); i < files.size(); i++) {
            Optional<Past> known = history.of(files.get(i));
            if (known.isEmpty() || known.get().outcome() == Outcome.GIVEN) {
                return Optional.of(new Choice(files.get(i), i, false, 0));
            }
        }
        return Optional.empty();
    }

    /** A file that is no longer in the program has given its place to the one behind it. */
    private static int behind(List<String> files, Past last) {
        int at = files.indexOf(last.file());
        return at >= 0 ? at + 1 : Math.min(last.position(), files.size());
    }
}
