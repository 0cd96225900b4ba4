/** Terms: who may give orders, in numbers that only ever rise. */
@NullMarked
package io.mediachassis.backplane.term;

import org.jspecify.annotations.NullMarked;
