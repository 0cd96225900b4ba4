package io.mediachassis.blade.storage;

/** Told of programs that come and go, and of their segments, on the thread that made it so; must be quick. */
public interface ProgramListener {
    /** A program of which nothing was held is now held, whole or in part. */
    void added(Program program);

    /** Other segments of it are held than before. */
    default void changed(Program program) {}

    /** Of a program that is being taken in another segment is whole; or it is given up. */
    default void grew(String programId) {}

    /** Nothing of it is held any more. */
    void removed(Program program);
}
