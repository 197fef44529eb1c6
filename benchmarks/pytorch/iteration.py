"""One iteration of the feature-matching GAN: a discriminator step, then a generator step against the updated one."""

import math

import torch
from torch.nn import functional as F


class Adam:
    """p -= rate * m / sqrt(v + epsilon), m and v corrected for their start at zero.

    torch.optim.Adam, also fused, has epsilon outside the root; so this is the same update with the foreach operations
    that it uses itself. The correction of v is moved out of the root, which spares a pass over it.
    """

    def __init__(self, parameters, rate, beta1=0.5, beta2=0.999, epsilon=1e-8):
        self.parameters, self.rate, self.beta1, self.beta2, self.epsilon = parameters, rate, beta1, beta2, epsilon
        self.first = [torch.zeros_like(p) for p in parameters]
        self.second = [torch.zeros_like(p) for p in parameters]
        self.steps = 0
        self.update = self._update
        self.compiled = False

    def compile(self, **options):
        self.update, self.compiled = torch.compile(self._update_fused, **options), True

    @torch.no_grad()
    def step(self, gradients):
        self.steps += 1
        first, second = 1 - self.beta1 ** self.steps, 1 - self.beta2 ** self.steps
        epsilon, factor = self.epsilon * second, -self.rate * math.sqrt(second) / first
        if self.compiled:  # Numbers that change would be compiled anew at each step.
            like = {"dtype": self.first[0].dtype, "device": self.first[0].device}
            epsilon, factor = torch.tensor(epsilon, **like), torch.tensor(factor, **like)
        self.update(gradients, epsilon, factor)

    def _update(self, gradients, epsilon, factor):
        torch._foreach_lerp_(self.first, gradients, 1 - self.beta1)
        torch._foreach_mul_(self.second, self.beta2)
        torch._foreach_addcmul_(self.second, gradients, gradients, 1 - self.beta2)
        roots = torch._foreach_add(self.second, epsilon)
        torch._foreach_sqrt_(roots)
        torch._foreach_addcdiv_(self.parameters, self.first, roots, factor)

    def _update_fused(self, gradients, epsilon, factor):
        """The same for the compiler, which makes one loop of it."""
        for p, gradient, first, second in zip(self.parameters, gradients, self.first, self.second):
            first.lerp_(gradient, 1 - self.beta1)
            second.mul_(self.beta2).addcmul_(gradient, gradient, value=1 - self.beta2)
            p.addcdiv_(first * factor, (second + epsilon).sqrt())


def mean_of_squares(generated, real):
    return (generated - real).square().mean()


def mean_of_absolute_values(generated, real):
    return (generated - real).abs().mean()


class Training:
    """Both networks, their optimisers and the average of the discriminator's parameters (rate 1e-4, from zero).

    The average takes in the parameters from before the step, as the released code does.
    """

    def __init__(self, generator, discriminator, feature_layer, matching, rate, unlabelled_weight=1.0,
                 average_rate=1e-4, stacked=False):
        self.generator, self.discriminator = generator, discriminator
        self.feature_layer, self.matching = feature_layer, matching
        self.unlabelled_weight, self.average_rate, self.stacked = unlabelled_weight, average_rate, stacked
        self.d_parameters, self.g_parameters = discriminator.trained(), generator.trained()
        self.d_adam, self.g_adam = Adam(self.d_parameters, rate), Adam(self.g_parameters, rate)
        self.average = [torch.zeros_like(p) for p in self.d_parameters]
        self.generate = self._generate
        self.d_loss, self.g_loss, self.real_features = self._d_loss, self._g_loss, self._real_features

    def compile(self, **options):
        """Compiles networks with their losses (forward and backward), and the updates."""
        if not self.d_parameters[0].is_cuda:
            # On a processor the compiler's own random numbers are much slower.
            from torch._inductor import config
            config.fallback_random = True
        for name in ("generate", "d_loss", "g_loss", "real_features"):
            setattr(self, name, torch.compile(getattr(self, name), **options))
        self.d_adam.compile(**options)
        self.g_adam.compile(**options)

    def _generate(self, z):
        return self.generator(z, self.generator.effective())

    def _d_loss(self, labelled, labels, unlabelled, generated, noises):
        weights = self.discriminator.effective()
        if self.stacked:
            rows = [len(labelled), len(unlabelled), len(generated)]
            stacked = self.discriminator(torch.cat([labelled, unlabelled, generated]), weights, noises[0])
            on_labelled, on_unlabelled, on_generated = stacked.split(rows)
        else:
            on_labelled, on_unlabelled, on_generated = (
                self.discriminator(x, weights, noise)
                for x, noise in zip((labelled, unlabelled, generated), noises))
        real, fake = on_unlabelled.logsumexp(1), on_generated.logsumexp(1)
        loss_labelled = F.cross_entropy(on_labelled, labels)
        loss_unlabelled = 0.5 * F.softplus(-real).mean() + 0.5 * F.softplus(fake).mean()
        total = loss_labelled + self.unlabelled_weight * loss_unlabelled
        return total, loss_labelled.detach(), loss_unlabelled.detach(), (on_labelled, on_unlabelled, on_generated)

    def _real_features(self, weights, real, noise):
        return self.discriminator(real, weights, noise, self.feature_layer).mean(0)

    def _g_loss(self, weights, z, real_mean, noise):
        images = self._generate(z)
        return self.matching(self.discriminator(images, weights, noise, self.feature_layer).mean(0), real_mean)

    def d_step(self, labelled, labels, unlabelled, z, noises):
        """Returns the losses (total, labelled, unlabelled) and the gradients that were applied."""
        with torch.no_grad():
            generated = self.generate(z)
        total, loss_labelled, loss_unlabelled, _ = self.d_loss(labelled, labels, unlabelled, generated, noises)
        gradients = torch.autograd.grad(total, self.d_parameters)
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.d_parameters, self.average_rate)
        self.d_adam.step(gradients)
        return (total.detach(), loss_labelled, loss_unlabelled), gradients

    def g_step(self, real, z, real_noise, noise):
        """Returns the loss and the gradients that were applied. Nothing of the discriminator is differentiated."""
        with torch.no_grad():
            weights = self.discriminator.effective()
            real_mean = self.real_features(weights, real, real_noise)
        loss = self.g_loss(weights, z, real_mean, noise)
        gradients = torch.autograd.grad(loss, self.g_parameters)
        self.g_adam.step(gradients)
        return loss.detach(), gradients
