package io.mediachassis.blade.storage;

import java.nio.file.Path;

/**
 * How full a volume is.
 *
 * @param used bytes of media on it
 * @param limit bytes of media that may be on it
 */
public record Fill(Path volume, long used, long limit) {}
