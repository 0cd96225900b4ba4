/** What the director tells the media location registry of this station, numbered and kept until it is acknowledged. */
@NullMarked
package io.mediachassis.blade.registry;

import org.jspecify.annotations.NullMarked;
