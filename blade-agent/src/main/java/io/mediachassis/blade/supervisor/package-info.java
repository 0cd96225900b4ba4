/** What the process that keeps this one running holds for it: descriptors, given back after a restart. */
@NullMarked
package io.mediachassis.blade.supervisor;

import org.jspecify.annotations.NullMarked;
