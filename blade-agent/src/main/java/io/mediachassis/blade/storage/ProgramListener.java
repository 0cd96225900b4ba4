package io.mediachassis.blade.storage;

/** Told of programs that come and go, on the thread that made it so; must be quick. */
public interface ProgramListener {
    void added(Program program);

    void removed(Program program);
}
