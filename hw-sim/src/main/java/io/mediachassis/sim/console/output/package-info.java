/** Where a console's media goes: a buffer in memory and on disk, and a file or pipe, as it comes or paced by the PCR. */
@NullMarked
package io.mediachassis.sim.console.output;

import org.jspecify.annotations.NullMarked;
