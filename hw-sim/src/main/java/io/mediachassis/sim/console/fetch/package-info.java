/** Fetches a media file from the servers that have it: which next, from which byte on, and what is believed of them. */
@NullMarked
package io.mediachassis.sim.console.fetch;

import org.jspecify.annotations.NullMarked;
