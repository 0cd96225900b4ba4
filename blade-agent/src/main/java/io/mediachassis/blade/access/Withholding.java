package io.mediachassis.blade.access;

import java.util.Optional;

/** Says which programs nobody may have now. Any thread. */
@FunctionalInterface
public interface Withholding {
    /** Why consoles may not have a program now; empty: they may. */
    Optional<Access.Fault> fault(String programId);

    /** Withheld where either says so. */
    default Withholding and(Withholding other) {
        return programId -> fault(programId).or(() -> other.fault(programId));
    }
}
