package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;

/**
 * A segment that a group brings, once.
 *
 * @param manifestHash of the program: another one may have had its name
 * @param attempt tells it from earlier ones of the same segment
 */
record Fill(String programId, ByteString manifestHash, int segment, long attempt) {}
