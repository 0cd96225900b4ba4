package io.mediachassis.blade.director;

import io.mediachassis.blade.rtsp.ProgramDescription;
import java.util.Optional;

/** Programs that are being taken in, as far as this blade knows. Any thread. */
@FunctionalInterface
public interface Deliveries {
    /** The slot that takes a program in now; 0 when there is none. */
    int takenInBy(String programId);

    /** One that this engine takes in and can play, as far as it has come. */
    default Optional<ProgramDescription> growingHere(String programId) {
        return Optional.empty();
    }
}
