package io.mediachassis.controller.headend.metadata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which files a file is made of, pieces in pieces. Whatever an owner has them name, each is looked at once, and no more than
 * {@link #MOST}: that is done where everybody waits. Pure; one thread.
 */
final class MadeOf {
    /** Of a file; what lies behind these is not seen. */
    static final int MOST = 256;

    private MadeOf() {}

    /**
     * The files that pieces come from, and those that these are made of.
     *
     * @param depth 1: the pieces' own files alone
     * @param protections of a file, by its id
     */
    static Set<String> files(
            List<Protection.Piece> pieces, int depth, Function<String, Optional<Protection>> protections) {
        Set<String> all = new HashSet<>();
        List<String> level = added(pieces, all);
        for (int deep = 1; deep < depth && !level.isEmpty(); deep++) {
            List<String> next = new ArrayList<>();
            for (String file : level) {
                if (all.size() < MOST) {
                    protections.apply(file).ifPresent(protection -> next.addAll(added(protection.pieces(), all)));
                }
            }
            level = next;
        }
        return all;
    }

    /** Those that were not seen before. */
    private static List<String> added(List<Protection.Piece> pieces, Set<String> all) {
        return pieces.stream()
                .filter(piece -> piece.from() == Protection.From.FILE)
                .map(Protection.Piece::name)
                .filter(all::add)
                .toList();
    }
}
