package io.mediachassis.controller.headend.metadata;

/** Something that the meta data server keeps, and tells the other controller. */
public sealed interface Entry permits Owner, FileServer, MediaFile, Program, History, Protection, Part {
    /** Among those of its kind. */
    String id();
}
