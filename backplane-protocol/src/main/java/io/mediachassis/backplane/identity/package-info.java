/** Who a board is: its certificate, its key, the name in it, and how a new board gets them. */
@NullMarked
package io.mediachassis.backplane.identity;

import org.jspecify.annotations.NullMarked;
