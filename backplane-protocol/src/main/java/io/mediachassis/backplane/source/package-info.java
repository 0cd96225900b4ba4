/** From which station a copy is best had: costs of sources, and what was measured of the ways to them. */
@NullMarked
package io.mediachassis.backplane.source;

import org.jspecify.annotations.NullMarked;
