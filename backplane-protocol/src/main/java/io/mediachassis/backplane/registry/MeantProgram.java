package io.mediachassis.backplane.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of several programs by one id is meant where nobody says so. A program is told from others of its id by the hash of its
 * manifest, in which the time at which it was taken in stands. Pure; any thread.
 */
public final class MeantProgram {
    private MeantProgram() {}

    /**
     * What one station holds.
     *
     * @param manifest hash, in hexadecimal
     * @param home whether it is the home station
     */
    public record Held(String manifest, boolean home) {}

    /**
     * The home station's, or else the one that most stations hold, so that all who ask come to the same one, whatever it costs
     * them.
     *
     * @return its manifest's hash; empty: nobody holds any
     */
    public static Optional<String> of(List<Held> stations) {
        List<Held> home = stations.stream().filter(Held::home).toList();
        Map<String, Long> often = (home.isEmpty() ? stations : home).stream()
                .collect(Collectors.groupingBy(Held::manifest, Collectors.counting()));
        return often.entrySet().stream()
                .max(Comparator.comparing((Map.Entry<String, Long> one) -> one.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }
}
