package io.mediachassis.blade.ts;

import java.util.List;
import java.util.Optional;

/**
 * A PMT (ISO/IEC 13818-1 section 2.4.4.8), read.
 *
 * @param programNumber from the PAT
 * @param pmtPid where it came
 * @param pcrPid whose packets carry the clock; 0x1FFF for none
 * @param streams in the PMT's order
 */
public record ProgramMap(int programNumber, int pmtPid, int pcrPid, List<ElementaryStream> streams) {
    public ProgramMap {
        streams = List.copyOf(streams);
    }

    /** The first video stream. */
    public Optional<ElementaryStream> video() {
        return first(Codec.Kind.VIDEO);
    }

    /** The first audio stream. */
    public Optional<ElementaryStream> audio() {
        return first(Codec.Kind.AUDIO);
    }

    private Optional<ElementaryStream> first(Codec.Kind kind) {
        return streams.stream().filter(s -> s.codec().kind() == kind).findFirst();
    }
}
