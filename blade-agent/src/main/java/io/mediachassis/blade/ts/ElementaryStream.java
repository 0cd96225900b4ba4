package io.mediachassis.blade.ts;

/** One stream of a program as its PMT names it. */
public record ElementaryStream(int pid, int streamType, Codec codec) {}
