/** What a station tells the media location registry, and what it is told: values, and their form on the wire. */
@NullMarked
package io.mediachassis.backplane.registry;

import org.jspecify.annotations.NullMarked;
