/** The agent's side of the election: when this blade may act as director. Pure. */
@NullMarked
package io.mediachassis.blade.role;

import org.jspecify.annotations.NullMarked;
