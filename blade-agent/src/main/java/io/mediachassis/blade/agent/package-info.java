/** The blade agent's process: wiring of everything else, and nothing more. */
@NullMarked
package io.mediachassis.blade.agent;

import org.jspecify.annotations.NullMarked;
