package org.improvedgan.evaluator.scoring;

import com.google.protobuf.util.Timestamps;
import jakarta.enterprise.context.ApplicationScoped;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.sampler.SamplerClient;
import org.improvedgan.evaluator.sampler.SamplerException;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.inference.ModelException;

