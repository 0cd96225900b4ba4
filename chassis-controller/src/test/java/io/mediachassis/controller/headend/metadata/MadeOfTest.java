package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.headend.metadata.Protection.From;
import io.mediachassis.controller.headend.metadata.Protection.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MadeOfTest {
    private final List<String> asked = new ArrayList<>();

    private static List<Piece> of(String... files) {
        return List.of(files).stream().map(file -> new Piece(From.FILE, file, 0, 1)).toList();
    }

    private Optional<Protection> made(String file, List<Piece> pieces) {
        asked.add(file);
        return pieces.isEmpty() ? Optional.empty() : Optional.of(new Protection(file, pieces, "", "", 0, 1, ""));
    }

    @Test
    void filesThatNameEachOtherAreEachLookedAtOnce() {
        List<Piece> both = new ArrayList<>(of("a", "b"));
        both.addAll(Collections.nCopies(62, both.get(0)));
        assertEquals(Set.of("a", "b"), MadeOf.files(both, 4, file -> made(file, both)));
        assertEquals(List.of("a", "b"), asked);
    }

    @Test
    void piecesOfPiecesCount_toTheDepthThatIsAsked() {
        Piece own = new Piece(From.OWN, "", 0, 1);
        List<Piece> first = new ArrayList<>(of("1"));
        first.add(own);
        assertEquals(Set.of("1", "2", "3"), MadeOf.files(first, 3, file -> made(file, of(
                String.valueOf(Integer.parseInt(file) + 1)))));
        assertEquals(Set.of("1"), MadeOf.files(first, 1, file -> made(file, of("9"))));
        assertEquals(Set.of("1", "x"), MadeOf.files(first, Integer.MAX_VALUE,
                file -> made(file, file.equals("1") ? of("x") : List.of())));
    }

    @Test
    void noMoreAreLookedAtThanAFewHundred_howeverManyThereAre() {
        Set<String> files = MadeOf.files(of("f"), 4, file -> made(file, of(IntStream.range(0, 64)
                .mapToObj(i -> file + "-" + i).toArray(String[]::new))));
        assertTrue(files.size() >= MadeOf.MOST && files.size() < MadeOf.MOST + 64, files.size() + " files");
        assertTrue(asked.size() < 10, asked.size() + " questions");
    }
}
