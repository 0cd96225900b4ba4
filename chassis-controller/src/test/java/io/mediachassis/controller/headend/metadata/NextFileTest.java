package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.controller.headend.metadata.History.Outcome;
import io.mediachassis.controller.headend.metadata.History.Past;
import io.mediachassis.controller.headend.metadata.NextFile.Choice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NextFileTest {
    private static final List<String> FILES = List.of("a", "b", "c", "d");

    private static History history(Past... past) {
        return new History("anna", "tv", "p", List.of(past), 0);
    }

    private static Past past(String file, Outcome outcome) {
        return new Past(file, FILES.indexOf(file), outcome, 7);
    }

    private static Optional<String> next(List<String> files, History history) {
        return NextFile.choose(files, history).map(Choice::file);
    }

    @Test
    void oneAfterTheOther_toTheEnd() {
        assertEquals(Optional.of(new Choice("a", 0, false, 0)), NextFile.choose(FILES, history()));
        assertEquals(Optional.of("b"), next(FILES, history(past("a", Outcome.PLAYED))));
        assertEquals(Optional.of("d"), next(FILES, history(past("c", Outcome.FAILED))));
        assertEquals(Optional.empty(), next(FILES, history(past("a", Outcome.PLAYED), past("d", Outcome.PLAYED))));
        assertEquals(Optional.empty(), next(List.of(), history()));
    }

    @Test
    void resumesWhatItWasGivenLast() {
        assertEquals(Optional.of(new Choice("b", 1, true, 7)),
                NextFile.choose(FILES, history(past("a", Outcome.PLAYED), past("b", Outcome.GIVEN))));
    }

    @Test
    void aFileThatIsGoneHasGivenItsPlaceToTheNext() {
        List<String> without = List.of("a", "c", "d");
        assertEquals(Optional.of("c"), next(without, history(past("a", Outcome.PLAYED), past("b", Outcome.GIVEN))));
        assertEquals(Optional.of("c"), next(without, history(past("b", Outcome.PLAYED))));
        assertEquals(Optional.empty(), next(List.of("a"), history(past("a", Outcome.PLAYED), past("d", Outcome.PLAYED))));
    }

    @Test
    void inAProgramThatWasReordered_nothingThatFailedOrWasPlayedComesAgain() {
        List<String> reordered = List.of("d", "a", "c", "b");
        assertEquals(Optional.of("b"), next(reordered, history(
                past("c", Outcome.FAILED), past("a", Outcome.PLAYED))));
    }
}
