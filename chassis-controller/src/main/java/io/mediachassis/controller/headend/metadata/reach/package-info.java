/** Whether a file server of an owner or a client can be reached, asked within bounds and never inside the unit's own nets. */
@NullMarked
package io.mediachassis.controller.headend.metadata.reach;

import org.jspecify.annotations.NullMarked;
