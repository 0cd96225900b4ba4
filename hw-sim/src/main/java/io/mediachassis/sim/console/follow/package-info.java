/** Follows a program of the meta data server: asks for the next file, fetches it, puts it together, tells how it went. */
@NullMarked
package io.mediachassis.sim.console.follow;

import org.jspecify.annotations.NullMarked;
