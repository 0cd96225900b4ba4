/** Faults of disks that a simulator injects into a running agent. */
@NullMarked
package io.mediachassis.blade.fault;

import org.jspecify.annotations.NullMarked;
