/** Programs on disk: segments, sidecar indexes and manifests, written so that a power cut leaves whole programs only. */
@NullMarked
package io.mediachassis.blade.storage;

import org.jspecify.annotations.NullMarked;
