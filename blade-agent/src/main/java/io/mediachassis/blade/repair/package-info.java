/** Loss repair: what was sent is kept, asked for by generic NACK, and sent again, to one receiver or to all. */
@NullMarked
package io.mediachassis.blade.repair;

import org.jspecify.annotations.NullMarked;
