package io.mediachassis.backplane.counter;

/** A constant of an enum that declares what a part of the software counts; {@link Counts} has the values. */
public interface Counter {
    /** Name, unit and sentence. */
    Declaration declaration();
}
