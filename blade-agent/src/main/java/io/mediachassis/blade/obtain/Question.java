package io.mediachassis.blade.obtain;

/** What is to be asked next, so that a program can come. */
public sealed interface Question {
    /** The registry: which stations hold it? */
    record OfRegistry() implements Question {}

    /** A station's director: which of your engines give it? */
    record OfStation(String station) implements Question {}
}
