package io.mediachassis.sim.device;

import java.util.HashMap;
import java.util.Map;

/** A device's non-volatile memory: small numbers by name. A write that returned survives a power cut. */
public interface NonVolatile {
    /** The value, or {@code initial} if it was never written. */
    long read(String name, long initial);

    /** Keeps the value. */
    void write(String name, long value);

    /** One that forgets, for models that are never started again. */
    static NonVolatile inMemory() {
        Map<String, Long> values = new HashMap<>();
        return new NonVolatile() {
            @Override
            public long read(String name, long initial) {
                return values.getOrDefault(name, initial);
            }

            @Override
            public void write(String name, long value) {
                values.put(name, value);
            }
        };
    }
}
