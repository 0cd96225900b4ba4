/** The content manager and its content engine: from a provider to the home station, to be published in its time. */
@NullMarked
package io.mediachassis.controller.headend.content;

import org.jspecify.annotations.NullMarked;
